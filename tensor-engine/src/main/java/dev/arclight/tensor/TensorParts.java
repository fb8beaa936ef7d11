package dev.arclight.tensor;

import dev.arclight.op.AsStrided;
import dev.arclight.op.Diagonal;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Select;
import dev.arclight.op.Slice;
import dev.arclight.op.Unfold;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Parts of a tensor. All but {@code diag…} are views: they share its storage. */
public sealed interface TensorParts extends TensorBase permits Tensor {
    /** {@code length} elements of a dimension from {@code start} on; a negative start counts from the end. */
    default Tensor narrow(int dim, int start, int length) {
        int extent = size(shape().axis("narrow", dim));
        int from = start < 0 ? start + extent : start;
        if (from < 0 || from > extent) {
            throw new ShapeException("narrow: start " + start + " is outside [" + -extent + ", " + extent
                    + "] for dimension " + dim + " of shape " + shape());
        }
        if (length < 0 || length > extent - from) {
            throw new ShapeException("narrow: start " + start + " and length " + length + " pass dimension " + dim
                    + " of shape " + shape() + "; expected a length of 0 to " + (extent - from));
        }
        return Dispatch.run(new Slice(dim, from, from + length, 1), self());
    }

    /** {@link #narrow} in memory of its own. */
    default Tensor narrowCopy(int dim, int start, int length) {
        return narrow(dim, start, length).clone();
    }

    /** {@code start:end} of a dimension with Python's rules: negative counts from the end, too far is cut. */
    default Tensor slice(int dim, int start, int end) {
        return slice(dim, start, end, 1);
    }

    /** {@code start:end:step} of a dimension with Python's rules; the step is positive. */
    default Tensor slice(int dim, int start, int end, int step) {
        if (step < 1) {
            throw new ShapeException(
                    "slice: step " + step + " is not positive; flip(" + dim + ") reverses a dimension");
        }
        int extent = size(shape().axis("slice", dim));
        int from = (int) Math.max(0, Math.min(extent, start < 0 ? (long) start + extent : start));
        int to = (int) Math.max(from, Math.min(extent, end < 0 ? (long) end + extent : end));
        return Dispatch.run(new Slice(dim, from, to, step), self());
    }

    /** One element of a dimension, which disappears; a negative index counts from the end. */
    default Tensor select(int dim, int index) {
        int extent = size(shape().axis("select", dim));
        int at = index < 0 ? index + extent : index;
        if (at < 0 || at >= extent) {
            throw new ShapeException("select: index " + index + " is out of bounds for dimension " + shape().axis(dim)
                    + " with size " + extent);
        }
        return Dispatch.run(new Select(dim, at), self());
    }

    /** Every element of the first dimension. */
    default List<Tensor> unbind() {
        return unbind(0);
    }

    /** Every element of a dimension, which disappears. */
    default List<Tensor> unbind(int dim) {
        Tensor[] parts = new Tensor[size(shape().axis("unbind", dim))];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = select(dim, i);
        }
        return List.of(parts);
    }

    /** The main diagonal of the first two dimensions, as a new last one. */
    default Tensor diagonal() {
        return diagonal(0, 0, 1);
    }

    /** A diagonal of the first two dimensions: above the main one for a positive offset, below it for a negative one. */
    default Tensor diagonal(int offset) {
        return diagonal(offset, 0, 1);
    }

    /** A diagonal of two dimensions, as a new last one. @throws ShapeException if both are the same */
    default Tensor diagonal(int offset, int dim1, int dim2) {
        return Dispatch.run(new Diagonal(offset, dim1, dim2), self());
    }

    /** A square matrix with this vector as its diagonal, or a copy of a matrix's diagonal. */
    default Tensor diag() {
        return diag(0);
    }

    /** {@link #diag()} with the diagonal {@code diagonal} places above the main one. */
    default Tensor diag(int diagonal) {
        return switch (rank()) {
            case 1 -> diagEmbed(diagonal, 0, 1);
            case 2 -> diagonal(diagonal, 0, 1).clone();
            default ->
                throw new ShapeException(
                        "diag: expected a vector or a matrix, got shape " + shape() + "; use diagEmbed or diagonal");
        };
    }

    /** Square matrices of zeros in the last two dimensions with the last dimension as their diagonal. */
    default Tensor diagEmbed() {
        return diagEmbed(0, -2, -1);
    }

    /**
     * Zeros with the last dimension as a diagonal of two new ones.
     *
     * @param offset above the main diagonal if positive
     * @param dim1 the first of both new dimensions, counted in the result
     * @param dim2 the second
     */
    default Tensor diagEmbed(int offset, int dim1, int dim2) {
        int[] counted = new int[rank() + 1];
        Shape places = Shape.of(counted);
        int a = places.axis("diagEmbed", dim1);
        int b = places.axis("diagEmbed", dim2);
        if (a == b) {
            throw new ShapeException("diagEmbed: dimensions " + dim1 + " and " + dim2 + " are the same");
        }
        int side = size(-1) + Math.abs(offset);
        for (int i = 0, own = 0; i < counted.length; i++) {
            counted[i] = i == a || i == b ? side : size(own++);
        }
        return new Diagonal(offset, dim1, dim2).embed(self(), Shape.of(counted));
    }

    /** A square matrix with all elements as its diagonal. */
    default Tensor diagflat() {
        return diagflat(0);
    }

    /** {@link #diagflat()} with the diagonal {@code offset} places above the main one. */
    default Tensor diagflat(int offset) {
        return self().flatten().diagEmbed(offset, 0, 1);
    }

    /** Windows of {@code size} elements of a dimension, {@code step} apart, as a new last dimension. */
    default Tensor unfold(int dimension, int size, int step) {
        if (rank() == 0) {
            return self().view(1).unfold(dimension, size, step).select(0, 0);
        }
        return Dispatch.run(new Unfold(dimension, size, step), self());
    }

    /** Any look at this tensor's storage, from where this tensor starts. */
    default Tensor asStrided(int[] size, int[] stride) {
        return asStrided(size, stride, self().offset());
    }

    /**
     * Any look at this tensor's storage, in elements.
     *
     * @throws ShapeException if it would reach past the storage
     */
    default Tensor asStrided(int[] size, int[] stride, int storageOffset) {
        AsStrided.Geometry from = AsStrided.Geometry.of(self());
        return Dispatch.run(new AsStrided(Shape.of(size), Dims.of(stride), storageOffset, from), self());
    }

    /** Parts of {@code splitSize} elements along the first dimension; the last may be shorter. */
    default List<Tensor> split(int splitSize) {
        return split(splitSize, 0);
    }

    /** Parts of {@code splitSize} elements along a dimension; the last may be shorter. */
    default List<Tensor> split(int splitSize, int dim) {
        int extent = size(shape().axis("split", dim));
        if (splitSize < 0 || splitSize == 0 && extent != 0) {
            throw new ShapeException("split: parts of size " + splitSize + " do not make up dimension " + dim
                    + " of shape " + shape() + "; expected a positive size");
        }
        int count = splitSize == 0 ? 1 : Math.max(1, (int) (((long) extent + splitSize - 1) / splitSize));
        List<Tensor> parts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int start = i * splitSize;
            parts.add(narrow(dim, start, Math.min(splitSize, extent - start)));
        }
        return List.copyOf(parts);
    }

    /** Parts of the given sizes along a dimension. */
    default List<Tensor> split(int[] splitSizes, int dim) {
        return splitWithSizes(splitSizes, dim);
    }

    /** Parts of the given sizes along a dimension. @throws ShapeException if they do not add up to its extent */
    default List<Tensor> splitWithSizes(int[] splitSizes, int dim) {
        long sum = 0;
        boolean negative = false;
        for (int size : splitSizes) {
            sum += size;
            negative |= size < 0;
        }
        if (negative || sum != size(shape().axis("split", dim))) {
            throw new ShapeException("split: sizes " + Arrays.toString(splitSizes) + " do not add up to dimension "
                    + dim + " of shape " + shape());
        }
        List<Tensor> parts = new ArrayList<>(splitSizes.length);
        int start = 0;
        for (int size : splitSizes) {
            parts.add(narrow(dim, start, size));
            start += size;
        }
        return List.copyOf(parts);
    }

    /** At most {@code chunks} equal parts of the first dimension; the last may be shorter. */
    default List<Tensor> chunk(int chunks) {
        return chunk(chunks, 0);
    }

    /** At most {@code chunks} equal parts of a dimension; the last may be shorter. */
    default List<Tensor> chunk(int chunks, int dim) {
        if (chunks < 1) {
            throw new ShapeException("chunk: " + chunks + " parts; expected at least 1");
        }
        int size = (int) (((long) size(shape().axis("chunk", dim)) + chunks - 1) / chunks);
        return size == 0 ? splitWithSizes(new int[chunks], dim) : split(size, dim);
    }

    /** {@code sections} parts of a dimension, the first ones longer by one where it does not divide evenly. */
    default List<Tensor> tensorSplit(int sections, int dim) {
        if (sections < 1) {
            throw new ShapeException("tensorSplit: " + sections + " sections; expected at least 1");
        }
        int extent = size(shape().axis("tensorSplit", dim));
        int[] sizes = new int[sections];
        for (int i = 0; i < sections; i++) {
            sizes[i] = extent / sections + (i < extent % sections ? 1 : 0);
        }
        return splitWithSizes(sizes, dim);
    }

    /** The parts of a dimension before, between and after the given positions, with Python's rules for slices. */
    default List<Tensor> tensorSplit(int[] indices, int dim) {
        int extent = shape().dim("tensorSplit", dim);
        List<Tensor> parts = new ArrayList<>(indices.length + 1);
        int start = 0;
        for (int end : indices) {
            parts.add(slice(dim, start, end));
            start = end;
        }
        parts.add(slice(dim, start, extent));
        return List.copyOf(parts);
    }

    /** {@code sections} equal parts side by side: along the second dimension, or the first of a vector. */
    default List<Tensor> hsplit(int sections) {
        return evenly("hsplit", sections, rank() == 1 ? 0 : 1, 1);
    }

    /** Parts side by side at the given positions: along the second dimension, or the first of a vector. */
    default List<Tensor> hsplit(int[] indices) {
        requireRank("hsplit", 1);
        return tensorSplit(indices, rank() == 1 ? 0 : 1);
    }

    /** {@code sections} equal parts one above the other: along the first dimension. */
    default List<Tensor> vsplit(int sections) {
        return evenly("vsplit", sections, 0, 2);
    }

    /** Parts one above the other at the given positions: along the first dimension. */
    default List<Tensor> vsplit(int[] indices) {
        requireRank("vsplit", 2);
        return tensorSplit(indices, 0);
    }

    /** {@code sections} equal parts one behind the other: along the third dimension. */
    default List<Tensor> dsplit(int sections) {
        return evenly("dsplit", sections, 2, 3);
    }

    /** Parts one behind the other at the given positions: along the third dimension. */
    default List<Tensor> dsplit(int[] indices) {
        requireRank("dsplit", 3);
        return tensorSplit(indices, 2);
    }

    private List<Tensor> evenly(String what, int sections, int dim, int rank) {
        requireRank(what, rank);
        if (sections < 1 || size(dim) % sections != 0) {
            throw new ShapeException(what + ": dimension " + dim + " of shape " + shape() + " does not divide into "
                    + sections + " equal parts; tensorSplit takes uneven ones");
        }
        return tensorSplit(sections, dim);
    }

    private void requireRank(String what, int least) {
        if (rank() < least) {
            throw new ShapeException(what + ": expected at least " + least + " dimensions, got shape " + shape());
        }
    }
}
