package dev.arclight.tensor;

import dev.arclight.autograd.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints tensors as PyTorch does: aligned columns, the middle of large ones left out, a suffix where it says something. */
final class TensorPrinter {
    private static final int THRESHOLD = 1000;
    private static final int EDGE = 3;

    /** Characters in a line of a long row. */
    private static final int LINE = 80;

    private final Tensor tensor;
    private final boolean summarized;
    private final List<String> cells = new ArrayList<>();
    private int next;
    private int width;

    private TensorPrinter(Tensor tensor) {
        this.tensor = tensor;
        this.summarized = tensor.numel() > THRESHOLD;
    }

    static String print(Tensor tensor) {
        TensorPrinter printer = new TensorPrinter(tensor.detach());
        StringBuilder out = new StringBuilder("tensor(");
        if (tensor.numel() == 0) {
            out.append("[]");
            if (tensor.rank() != 1) {
                out.append(", size=").append(tensor.shape());
            }
        } else {
            printer.format();
            printer.append(out, new int[tensor.rank()], 0);
        }
        DType dtype = tensor.dtype();
        boolean implied = dtype == DType.FLOAT32 || tensor.numel() > 0 && (dtype == DType.INT64 || dtype == DType.BOOL);
        if (!implied) {
            out.append(", dtype=").append(dtype);
        }
        if (tensor.requiresGrad()) {
            Node function = tensor.gradFn();
            out.append(function == null ? ", requiresGrad=true" : ", gradFn=" + function);
        }
        return out.append(')').toString();
    }

    /** Formats every number that will be shown, all alike, and finds the widest. */
    private void format() {
        List<Double> values = new ArrayList<>();
        gather(values, new int[tensor.rank()], 0);
        boolean floating = tensor.dtype().isFloating();
        // PyTorch's rules (torch._tensor_str): zeros, NaN and infinities have no say in format and width.
        List<Double> deciding = values.stream()
                .filter(v -> !floating || v != 0 && !v.isNaN() && !v.isInfinite())
                .toList();
        double largest = deciding.stream().mapToDouble(Math::abs).max().orElse(1);
        double smallest = deciding.stream().mapToDouble(Math::abs).min().orElse(1);
        boolean whole = floating && deciding.stream().allMatch(v -> v == Math.rint(v));
        boolean scientific = floating && (largest / smallest > 1000 || largest > 1e8 || !whole && smallest < 1e-4);
        for (double value : values) {
            cells.add(cell(value, floating, whole, scientific));
        }
        for (double value : deciding) {
            width = Math.max(width, cell(value, floating, whole, scientific).length());
        }
    }

    private String cell(double value, boolean floating, boolean whole, boolean scientific) {
        if (tensor.dtype() == DType.BOOL) {
            return value != 0 ? "true" : "false";
        }
        if (!floating) {
            return Long.toString((long) value);
        }
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (whole && !scientific) {
            return String.format(Locale.ROOT, "%.0f.", value);
        }
        return String.format(Locale.ROOT, scientific ? "%.4e" : "%.4f", value);
    }

    private void gather(List<Double> values, int[] index, int dim) {
        if (dim == index.length) {
            values.add(tensor.item(index));
            return;
        }
        for (int i : shown(dim)) {
            if (i >= 0) {
                index[dim] = i;
                gather(values, index, dim + 1);
            }
        }
    }

    private void append(StringBuilder out, int[] index, int dim) {
        if (index.length == 0) {
            out.append(cells.get(next++));
            return;
        }
        out.append('[');
        boolean row = dim == index.length - 1;
        int indent = "tensor(".length() + dim + 1;
        int perLine = row ? Math.max(1, (LINE - indent + 1) / (width + 2)) : 1;
        String lineBreak = ",\n" + (row ? "" : "\n".repeat(index.length - dim - 2)) + " ".repeat(indent);
        int written = 0;
        for (int i : shown(dim)) {
            if (written > 0) {
                out.append(written % perLine == 0 ? lineBreak : ", ");
            }
            written++;
            if (i < 0) {
                out.append(row ? " ..." : "...");
            } else if (row) {
                String cell = cells.get(next++);
                out.append(" ".repeat(Math.max(0, width - cell.length()))).append(cell);
            } else {
                index[dim] = i;
                append(out, index, dim + 1);
            }
        }
        out.append(']');
    }

    /** The indices of a dimension that are shown; -1 stands for those left out. */
    private int[] shown(int dim) {
        int extent = tensor.size(dim);
        if (!summarized || extent <= 2 * EDGE) {
            int[] all = new int[extent];
            java.util.Arrays.setAll(all, i -> i);
            return all;
        }
        return new int[] {0, 1, 2, -1, extent - 3, extent - 2, extent - 1};
    }
}
