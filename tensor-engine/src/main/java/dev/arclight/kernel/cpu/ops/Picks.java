package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.IndexBounds;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/**
 * Where index tensors point in a tensor: a place for each of their elements, around it the dimensions before the indexed
 * ones, stepped through outside, and those after them, in runs. Made and checked before anything is written.
 */
final class Picks {
    /** Places of the picked rows, to be added to {@link #outer} and {@link #inner}. */
    final int[] places;

    /** Places of the dimensions before the indexed ones, the tensor's offset included. */
    final int[] outer;

    /** Places of the dimensions after the indexed ones, but for the last run. */
    final int[] inner;

    /** Elements of a run. */
    final int length;

    /** The distance of a run's elements. */
    final int step;

    private Picks(int[] places, int[] outer, int[] inner, int length, int step) {
        this.places = places;
        this.outer = outer;
        this.inner = inner;
        this.length = length;
        this.step = step;
    }

    /**
     * @param dims the indexed dimensions, ascending
     * @param first how many other dimensions come before the indices' in the result
     * @param negative whether negative indices count from the end, rather than being errors
     */
    static Picks of(String op, Tensor tensor, Dims dims, int first, boolean negative, Tensor... indices) {
        int[] places = places(op, tensor, dims, negative, indices);
        int rest = tensor.rank() - dims.count();
        int[] extents = new int[rest];
        int[] strides = new int[rest];
        for (int i = 0, count = 0; i < tensor.rank(); i++) {
            if (!dims.contains(i)) {
                extents[count] = tensor.size(i);
                strides[count++] = tensor.stride(i);
            }
        }
        int length = 1;
        int step = 0;
        int last = rest - 1;
        for (; last >= first; last--) {
            if (extents[last] != 1) {
                if (length == 1) {
                    step = strides[last];
                } else if (strides[last] != step * length) {
                    break;
                }
                length *= extents[last];
            }
        }
        return new Picks(
                places,
                steps(extents, strides, 0, first, tensor.offset()),
                steps(extents, strides, first, last + 1, 0),
                length,
                length == 1 ? 1 : step);
    }

    /** Every place that stepping through dimensions {@code from … to - 1} reaches, row-major. */
    private static int[] steps(int[] extents, int[] strides, int from, int to, int offset) {
        int[] steps = {offset};
        for (int d = from; d < to; d++) {
            int[] next = new int[steps.length * extents[d]];
            for (int i = 0, count = 0; i < steps.length; i++) {
                for (int k = 0; k < extents[d]; k++) {
                    next[count++] = steps[i] + k * strides[d];
                }
            }
            steps = next;
        }
        return steps;
    }

    private static int[] places(String op, Tensor tensor, Dims dims, boolean negative, Tensor... indices) {
        Shape shape = Shape.of();
        for (Tensor index : indices) {
            shape = Shape.broadcast(op, shape, index.shape());
        }
        int[] places = new int[(int) shape.size()];
        for (int k = 0; k < indices.length; k++) {
            int dim = dims.get(k);
            int extent = tensor.size(dim);
            int stride = tensor.stride(dim);
            Tensor index = broadcast(Copies.as(DType.INT64, indices[k]), shape);
            long[] values = index.storage().longs();
            int offset = index.offset();
            int least = negative ? -extent : 0;
            for (int i = 0; i < places.length; i++) {
                long value = values[offset + i];
                if (value < least || value >= extent) {
                    throw outside(op, values, offset, least, dim, extent);
                }
                places[i] += (int) (value < 0 ? value + extent : value) * stride;
            }
        }
        return places;
    }

    /** A tensor stretched to a shape, row-major. */
    static Tensor broadcast(Tensor tensor, Shape shape) {
        if (tensor.shape().equals(shape)) {
            return Copies.contiguous(tensor);
        }
        Tensor whole = Tensor.uninitialized(tensor.dtype(), shape);
        Copies.copy(tensor, whole);
        return whole;
    }

    /** The values of an int64 or int32 index in row-major order, each checked to lie in {@code [0, extent)}. */
    static Tensor checked(String op, Tensor index, int dim, int extent) {
        Tensor plain = Copies.contiguous(Copies.as(DType.INT64, index));
        long[] values = plain.storage().longs();
        int start = plain.offset();
        if (!IndexBounds.of(plain.numel()).hold(values, start, plain.numel(), extent)) {
            throw outside(op, values, start, 0, dim, extent);
        }
        return plain;
    }

    /** Names the first index, of those from {@code start} on, that is below {@code least} or not below {@code extent}. */
    private static ArclightException outside(String op, long[] values, int start, int least, int dim, int extent) {
        int i = start;
        while (values[i] >= least && values[i] < extent) {
            i++;
        }
        return new ArclightException(op + ": index " + values[i] + " at place " + (i - start)
                + " is out of bounds for dimension " + dim + " with size " + extent);
    }
}
