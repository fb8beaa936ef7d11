package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.FloatFormula;
import dev.arclight.op.AsStridedBackward;
import dev.arclight.op.Cat;
import dev.arclight.op.ConstantPad;
import dev.arclight.op.Flip;
import dev.arclight.op.Op;
import dev.arclight.op.SliceBackward;
import dev.arclight.op.Tril;
import dev.arclight.op.Triu;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Ops that lay whole tensors somewhere in a result, or leave parts of one out. */
final class PlacingKernels {
    /** Rows from which on clearing and writing them one by one, while they are in the first cache, pays. */
    private static final int LONG_ROW = 64;

    /** Elements that are worth a call of their own. */
    private static final int LONG_RUN = 16;

    /** Elements that are written to what was cleared just before. */
    private static final int PIECE = 1024;

    private PlacingKernels() {}

    static void cat(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        int axis = out.shape().axis(((Cat) op).dim());
        if (areLongRuns(inputs, out, axis)) {
            joinRows(inputs, out, axis);
            return;
        }
        int start = 0;
        for (Tensor input : inputs) {
            if (input.numel() > 0) {
                int offset = out.offset() + start * out.stride(axis);
                Copies.copy(input, Tensor.alias(out, input.shape(), out.strides(), offset));
                start += input.size(axis);
            }
        }
    }

    /** Whether what lies together in an input comes in one piece to the result, and so much that a call for it pays. */
    private static boolean areLongRuns(Tensor[] inputs, Tensor out, int axis) {
        for (Tensor input : inputs) {
            if (input.dtype() != out.dtype() || !input.isContiguous() || run(input, axis) < LONG_RUN) {
                return false;
            }
        }
        return true;
    }

    /** The elements of the dimensions from {@code axis} on. */
    private static int run(Tensor tensor, int axis) {
        int run = 1;
        for (int d = axis; d < tensor.rank(); d++) {
            run *= tensor.size(d);
        }
        return run;
    }

    /** In the order of the result. */
    private static void joinRows(Tensor[] inputs, Tensor out, int axis) {
        Object to = out.storage().array();
        int rows = out.numel() / run(out, axis);
        int next = out.offset();
        for (int row = 0; row < rows; row++) {
            for (Tensor input : inputs) {
                int n = run(input, axis);
                System.arraycopy(input.storage().array(), input.offset() + row * n, to, next, n);
                next += n;
            }
        }
    }

    static void sliceBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        SliceBackward backward = (SliceBackward) op;
        Tensor in = inputs[0];
        int axis = out.shape().axis(backward.dim());
        if (backward.step() == 1) {
            int[] before = new int[out.rank()];
            before[axis] = backward.start();
            surround(out, before, in, Copies.as(out.dtype(), Tensor.number(0L)));
            return;
        }
        if (axis == out.rank() - 1 && in.numel() > 0 && out.size(axis) >= LONG_ROW) {
            spread(in, out, backward.start(), backward.step());
            return;
        }
        Copies.zero(out);
        ViewOp.Layout layout = backward.slice().layout(out);
        Copies.copy(in, Tensor.alias(out, in.shape(), layout.strides(), layout.offset()));
    }

    /** Every {@code step}-th element of rows from {@code start} on, and zeros between them, a piece of a row at a time. */
    private static void spread(Tensor in, Tensor out, int start, int step) {
        int extent = out.size(-1);
        int count = in.size(-1);
        int each = in.stride(-1);
        Object zero = single(Copies.as(out.dtype(), Tensor.number(0L)));
        Object from = in.storage().array();
        Object to = out.storage().array();
        Tensor rows = beginnings(out);
        Spans spans = Spans.of(rows.shape(), rows, beginnings(in));
        spans.forEach(at -> {
            for (int r = 0; r < spans.length(); r++) {
                int row = at[0] + r * spans.step(0);
                int source = at[1] + r * spans.step(1);
                int cleared = 0;
                for (int i = 0; i < count; i += PIECE) {
                    int m = Math.min(PIECE, count - i);
                    int first = start + i * step;
                    int end = i + m == count ? extent : first + m * step;
                    Planes.copy(zero, 0, 0, 0, to, row + cleared, 1, 0, end - cleared, 1);
                    Planes.copy(from, source + i * each, each, 0, to, row + first, step, 0, m, 1);
                    cleared = end;
                }
            }
        });
    }

    /** The first elements of rows. */
    private static Tensor beginnings(Tensor tensor) {
        int[] strides = Arrays.copyOf(tensor.strides(), tensor.rank() - 1);
        return Tensor.alias(tensor, tensor.shape().without(-1), strides, tensor.offset());
    }

    static void asStridedBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        AsStridedBackward backward = (AsStridedBackward) op;
        Tensor out = outputs[0];
        Copies.zero(out);
        int[] strides = backward.strides().toArray();
        Tensor part = Tensor.alias(out, backward.part(), strides, out.offset() + backward.offset());
        if (backward.overlaps()) {
            Adds.add(inputs[0], part);
        } else {
            Copies.copy(inputs[0], part);
        }
    }

    static void flip(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor in = inputs[0];
        Dims flipped = ((Flip) op).dims().resolved("flip", in.shape());
        int[] strides = in.strides();
        int offset = in.offset();
        for (int i = 0; i < flipped.count(); i++) {
            int axis = flipped.get(i);
            offset += Math.max(0, in.size(axis) - 1) * strides[axis];
            strides[axis] = -strides[axis];
        }
        Copies.copy(Tensor.alias(in, in.shape(), strides, offset), outputs[0]);
    }

    static void tril(Op op, Tensor[] inputs, Tensor[] outputs) {
        triangle(inputs[0], outputs[0], ((Tril) op).diagonal(), true);
    }

    static void triu(Op op, Tensor[] inputs, Tensor[] outputs) {
        triangle(inputs[0], outputs[0], ((Triu) op).diagonal(), false);
    }

    private static void triangle(Tensor in, Tensor out, int diagonal, boolean lower) {
        IndexKernels.start(in, out);
        int rows = out.size(-2);
        int columns = out.size(-1);
        int rowStride = out.stride(-2);
        int step = out.stride(-1);
        Object zero = Copies.as(out.dtype(), Tensor.number(0L)).storage().array();
        Object to = out.storage().array();
        Tensor matrices = Tensor.alias(
                out, out.shape().without(-1).without(-1), Arrays.copyOf(out.strides(), out.rank() - 2), out.offset());
        Spans spans = Spans.of(matrices.shape(), matrices);
        spans.forEach(at -> {
            for (int m = 0; m < spans.length(); m++) {
                int matrix = at[0] + m * spans.step(0);
                for (int row = 0; row < rows; row++) {
                    int kept = (int) Math.max(0, Math.min(columns, (long) row + diagonal + (lower ? 1 : 0)));
                    int first = lower ? kept : 0;
                    int count = lower ? columns - kept : kept;
                    Moves.fill(zero, to, matrix + row * rowStride + first * step, step, count);
                }
            }
        });
    }

    static void constantPad(Op op, Tensor[] inputs, Tensor[] outputs) {
        ConstantPad pad = (ConstantPad) op;
        Tensor out = outputs[0];
        Tensor in = inputs[0];
        int rank = in.rank();
        int[] before = new int[rank];
        int[] extents = in.shape().toArray();
        int[] strides = in.strides();
        int offset = in.offset();
        for (int i = 0; i < pad.pads().count() / 2; i++) {
            int axis = rank - 1 - i;
            int start = pad.pads().get(2 * i);
            int end = pad.pads().get(2 * i + 1);
            before[axis] = Math.max(0, start);
            offset += Math.max(0, -start) * strides[axis];
            extents[axis] += Math.min(0, start) + Math.min(0, end);
        }
        Tensor middle = Tensor.alias(in, Shape.of(extents), strides, offset);
        surround(out, before, middle, Copies.as(out.dtype(), Tensor.number(pad.value())));
    }

    /** Lays {@code middle} into a result from {@code before} on and a number everywhere around, each place once. */
    private static void surround(Tensor out, int[] before, Tensor middle, Tensor number) {
        int[] extents = out.shape().toArray();
        int[] strides = out.strides();
        int offset = out.offset();
        for (int d = 0; d < extents.length; d++) {
            int after = extents[d] - before[d] - middle.size(d);
            int whole = extents[d];
            extents[d] = before[d];
            Copies.copy(number, Tensor.alias(out, Shape.of(extents), strides, offset));
            extents[d] = after;
            int end = offset + (whole - after) * strides[d];
            Copies.copy(number, Tensor.alias(out, Shape.of(extents), strides, end));
            extents[d] = middle.size(d);
            offset += before[d] * strides[d];
        }
        Copies.copy(middle, Tensor.alias(out, middle.shape(), strides, offset));
    }

    /** An array whose first element is that of a scalar. */
    private static Object single(Tensor scalar) {
        if (scalar.offset() == 0) {
            return scalar.storage().array();
        }
        Tensor copy = Tensor.uninitialized(scalar.dtype(), Shape.of());
        Copies.copy(scalar, copy);
        return copy.storage().array();
    }

    static void maskedFill(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        if (out.dtype() == DType.FLOAT32
                && FormulaKernels.run(
                        FloatFormula.WHERE, out, Copies.as(DType.FLOAT32, inputs[1]), inputs[2], inputs[0])) {
            return;
        }
        IndexKernels.start(inputs[0], out);
        Spans spans = Spans.of(out.shape(), out, inputs[1]);
        byte[] mask = inputs[1].storage().bytes();
        Object value = single(inputs[2]);
        Object to = out.storage().array();
        spans.forEach(
                at -> Moves.fillWhere(mask, at[1], spans.step(1), value, to, at[0], spans.step(0), spans.length()));
    }
}
