package dev.arclight.tensor;

import dev.arclight.autograd.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes tensors as Python's PyTorch does, to the character: all numbers of a tensor alike, in columns, the middle of large
 * ones left out, and after them what the numbers do not tell.
 */
final class TensorPrinter {
    private static final String PREFIX = "tensor(";

    private final Tensor tensor;
    private final PrintOptions options;
    private final boolean summarized;

    /** The numbers that are shown, in row-major order, and where the next one comes from. */
    private final List<String> cells = new ArrayList<>();

    private int next;
    private int width = 1;

    private TensorPrinter(Tensor tensor, PrintOptions options) {
        this.tensor = tensor;
        this.options = options;
        this.summarized = tensor.numel() > options.threshold();
    }

    static String print(Tensor tensor, PrintOptions options) {
        TensorPrinter printer = new TensorPrinter(tensor.detach(), options);
        StringBuilder out = new StringBuilder(PREFIX);
        if (tensor.numel() == 0) {
            out.append("[]");
        } else {
            printer.format();
            printer.append(out, 0);
        }
        return printer.withSuffixes(out, suffixes(tensor));
    }

    private static List<String> suffixes(Tensor tensor) {
        List<String> suffixes = new ArrayList<>();
        DType dtype = tensor.dtype();
        boolean empty = tensor.numel() == 0;
        if (empty && tensor.rank() != 1) {
            String extents = tensor.shape().toString();
            suffixes.add("size=(" + extents.substring(1, extents.length() - 1) + ")");
        }
        if (dtype != DType.getDefault() && (empty || dtype != DType.INT64 && dtype != DType.BOOL)) {
            suffixes.add("dtype=torch." + dtype);
        }
        if (tensor.requiresGrad()) {
            Node function = tensor.gradFn();
            suffixes.add(function == null ? "requires_grad=True" : "grad_fn=" + function);
        }
        return suffixes;
    }

    /** Appends what does not fit the line on a line of its own. */
    private String withSuffixes(StringBuilder out, List<String> suffixes) {
        // PyTorch counts a tensor without line breaks two characters longer than it is.
        int length = out.length() - out.lastIndexOf("\n") + 1;
        for (String suffix : suffixes) {
            if (length + suffix.length() + 2 > options.lineWidth()) {
                out.append(",\n").append(" ".repeat(PREFIX.length())).append(suffix);
                length = PREFIX.length() + suffix.length();
            } else {
                out.append(", ").append(suffix);
                length += suffix.length() + 2;
            }
        }
        return out.append(')').toString();
    }

    /** Formats every number that will be shown, all alike, and finds the width of the columns. */
    private void format() {
        DType dtype = tensor.dtype();
        if (!dtype.isFloating()) {
            gather(new int[tensor.rank()], 0, tensor.offset(), place -> cells.add(whole(place)));
            for (String cell : cells) {
                width = Math.max(width, cell.length());
            }
            return;
        }
        List<Double> values = new ArrayList<>();
        gather(new int[tensor.rank()], 0, tensor.offset(), place -> values.add(tensor.elementAt(place)));
        boolean integral = true;
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        // Zeros, NaN and infinities have no say in how numbers are written, nor in the width.
        for (double value : values) {
            if (decides(value)) {
                integral &= value == Math.ceil(value);
                smallest = Math.min(smallest, Math.abs(value));
                largest = Math.max(largest, Math.abs(value));
            }
        }
        boolean scientific =
                largest > 0 && options.sciMode().orElse(largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4);
        for (double value : values) {
            String cell = cell(value, integral, scientific);
            cells.add(cell);
            if (decides(value)) {
                width = Math.max(width, cell.length());
            }
        }
    }

    private static boolean decides(double value) {
        return value != 0 && Double.isFinite(value);
    }

    private String cell(double value, boolean integral, boolean scientific) {
        if (scientific) {
            return NumberFormat.scientific(value, options.precision());
        }
        if (integral) {
            return NumberFormat.fixed(value, 0) + (Double.isFinite(value) ? "." : "");
        }
        return NumberFormat.fixed(value, options.precision());
    }

    private String whole(int place) {
        long value = tensor.wholeAt(place);
        return tensor.dtype() == DType.BOOL ? value != 0 ? "True" : "False" : Long.toString(value);
    }

    private interface Place {
        void visit(int place);
    }

    private void gather(int[] index, int dim, int place, Place visitor) {
        if (dim == index.length) {
            visitor.visit(place);
            return;
        }
        int stride = tensor.stride(dim);
        for (int i : shown(dim)) {
            if (i >= 0) {
                gather(index, dim + 1, place + i * stride, visitor);
            }
        }
    }

    private void append(StringBuilder out, int dim) {
        int rank = tensor.rank();
        if (rank == 0) {
            out.append(padded(cells.get(next++)));
            return;
        }
        out.append('[');
        boolean row = dim == rank - 1;
        int indent = PREFIX.length() + dim;
        int perLine = row ? Math.max(1, (options.lineWidth() - indent) / (width + 2)) : 1;
        String lineBreak = "," + "\n".repeat(rank - dim - (row ? 0 : 1)) + " ".repeat(indent + 1);
        int written = 0;
        for (int i : shown(dim)) {
            if (written > 0) {
                out.append(written % perLine == 0 ? lineBreak : ", ");
            }
            written++;
            if (i < 0) {
                out.append(row && options.edgeItems() > 0 ? " ..." : "...");
            } else if (row) {
                out.append(padded(cells.get(next++)));
            } else {
                append(out, dim + 1);
            }
        }
        out.append(']');
    }

    private String padded(String cell) {
        return " ".repeat(Math.max(0, width - cell.length())) + cell;
    }

    /** The indices of a dimension that are shown; -1 stands for those left out. */
    private int[] shown(int dim) {
        int extent = tensor.size(dim);
        int edge = options.edgeItems();
        // Not the doubled edge, which may pass the largest int.
        if (!summarized || edge >= extent - edge) {
            int[] all = new int[extent];
            for (int i = 0; i < extent; i++) {
                all[i] = i;
            }
            return all;
        }
        int[] ends = new int[2 * edge + 1];
        for (int i = 0; i < edge; i++) {
            ends[i] = i;
            ends[edge + 1 + i] = extent - edge + i;
        }
        ends[edge] = -1;
        return ends;
    }
}
