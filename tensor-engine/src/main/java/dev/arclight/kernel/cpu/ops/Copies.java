package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Conversions;
import dev.arclight.kernel.cpu.IndexBounds;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Moves elements between tensors of any strides, converting between dtypes as PyTorch does. */
final class Copies {
    private Copies() {}

    /** Writes {@code source} over {@code target}; the source broadcasts to the target's shape. */
    static void copy(Tensor source, Tensor target) {
        Spans spans = Spans.of(target.shape(), target, source);
        Object in = source.storage().array();
        Object out = target.storage().array();
        int n = spans.length();
        int to = spans.step(0);
        int from = spans.step(1);
        if (source.dtype() == target.dtype()) {
            spans.forEachPlane(at ->
                    Planes.copy(in, at[1], from, spans.rowStep(1), out, at[0], to, spans.rowStep(0), n, spans.rows()));
            return;
        }
        Conversions conversions = new Conversions();
        spans.forEach(at -> conversions.run(source.dtype(), in, at[1], from, target.dtype(), out, at[0], to, n));
    }

    /** Sets every element of a contiguous tensor to 0. */
    static void zero(Tensor tensor) {
        int from = tensor.offset();
        int to = from + tensor.numel();
        switch (tensor.dtype()) {
            case FLOAT32 -> Arrays.fill(tensor.storage().floats(), from, to, 0f);
            case FLOAT64 -> Arrays.fill(tensor.storage().doubles(), from, to, 0d);
            case INT64 -> Arrays.fill(tensor.storage().longs(), from, to, 0L);
            case INT32 -> Arrays.fill(tensor.storage().ints(), from, to, 0);
            case INT16, FLOAT16, BFLOAT16 -> Arrays.fill(tensor.storage().shorts(), from, to, (short) 0);
            case INT8, UINT8, BOOL -> Arrays.fill(tensor.storage().bytes(), from, to, (byte) 0);
        }
    }

    /** The tensor itself if it has the dtype, else a contiguous converted copy. */
    static Tensor as(DType dtype, Tensor tensor) {
        if (tensor.dtype() == dtype) {
            return tensor;
        }
        Tensor converted = Tensor.uninitialized(dtype, tensor.shape());
        copy(tensor, converted);
        return converted;
    }

    /** The tensor itself if it is contiguous, else a contiguous copy. */
    static Tensor contiguous(Tensor tensor) {
        if (tensor.isContiguous()) {
            return tensor;
        }
        Tensor copy = Tensor.uninitialized(tensor.dtype(), tensor.shape());
        copy(tensor, copy);
        return copy;
    }

    /** The indices of an int64 or int32 tensor in row-major order, each checked to lie in {@code [0, bound)}. */
    static int[] indices(String op, Tensor index, int bound) {
        Tensor plain = checkedIndices(op, index, bound);
        long[] values = plain.storage().longs();
        int[] narrow = new int[plain.numel()];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (int) values[plain.offset() + i];
        }
        return narrow;
    }

    /** As {@link #indices}, as a contiguous int64 tensor. */
    static Tensor checkedIndices(String op, Tensor index, int bound) {
        Tensor plain = contiguous(as(DType.INT64, index));
        long[] values = plain.storage().longs();
        int from = plain.offset();
        int n = plain.numel();
        if (!IndexBounds.of(n).hold(values, from, n, bound)) {
            int i = Moves.inside(values, from, bound, n);
            throw new ArclightException(
                    op + ": index " + values[from + i] + " at place " + i + " is outside [0, " + bound + ")");
        }
        return plain;
    }
}
