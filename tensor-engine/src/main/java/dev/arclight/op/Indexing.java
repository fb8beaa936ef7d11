package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;

/** What the indexing ops share. */
final class Indexing {
    private Indexing() {}

    static void requireIndex(String op, TensorType index) {
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw new DTypeException(op + ": the index is " + index.dtype() + ", expected int64 or int32");
        }
    }

    static void requireSame(String op, TensorType self, TensorType source) {
        if (self.dtype() != source.dtype()) {
            throw new DTypeException(op + ": self is " + self.dtype() + " and the source " + source.dtype()
                    + "; both must be one dtype");
        }
    }

    static void requireMatrices(String op, TensorType self) {
        if (self.shape().rank() < 2) {
            throw new ShapeException(op + ": expected matrices, got shape " + self.shape());
        }
    }

    /** All extents but that of {@code dim} must not pass those of {@code whole}. */
    static void requireWithin(String op, String what, Shape part, Shape whole, int dim) {
        if (part.rank() != whole.rank()) {
            throw new ShapeException(op + ": " + what + " " + part + " and input " + whole + " must have one rank");
        }
        int axis = whole.axis(op, dim);
        for (int i = 0; i < part.rank(); i++) {
            if (i != axis && part.dim(i) > whole.dim(i)) {
                throw new ShapeException(op + ": " + what + " " + part + " passes the input " + whole + " in dimension "
                        + i + "; only dimension " + axis + " may");
            }
        }
    }

    /** A list of rows and a source that is self with as many rows as the list. */
    static void requireRows(String op, int dim, TensorType self, TensorType index, TensorType source) {
        requireIndex(op, index);
        requireSame(op, self, source);
        Shape rows = index.shape();
        if (rows.rank() != 1
                || !self.shape().with(self.shape().axis(op, dim), rows.dim(0)).equals(source.shape())) {
            throw new ShapeException(op + ": self " + self.shape() + ", index " + rows + " and source " + source.shape()
                    + " do not fit along dimension " + dim
                    + "; the source must be self with as many rows as the index");
        }
    }

    /** What the scatter ops ask of self, index and source; an index without elements does nothing to any. */
    static void requireScatter(String op, int dim, TensorType self, TensorType index, TensorType source) {
        requireIndex(op, index);
        requireSame(op, self, source);
        self.shape().axis(op, dim);
        if (index.shape().size() == 0) {
            return;
        }
        requireWithin(op, "index", index.shape(), self.shape(), dim);
        Shape part = index.shape();
        boolean fits = part.rank() == source.shape().rank();
        for (int i = 0; fits && i < part.rank(); i++) {
            fits = part.dim(i) <= source.shape().dim(i);
        }
        if (!fits) {
            throw new ShapeException(op + ": the index " + part + " passes the source " + source.shape()
                    + "; it may be at most as large in every dimension");
        }
    }

    /** The gradient of a scatter's source: what it was picked from; what lies beyond the index got nothing. */
    static Tensor sourceGradient(Tensor grad, int dim, Tensor index, Shape source) {
        if (index.numel() == 0) {
            return Tensor.zeros(grad.dtype(), source.toArray());
        }
        return pad(Dispatch.run(new Gather(dim), grad, index), source);
    }

    /** Zeros after the ends of {@code part} so that it gets the shape {@code whole}. */
    static Tensor pad(Tensor part, Shape whole) {
        if (part.shape().equals(whole)) {
            return part;
        }
        int rank = whole.rank();
        int[] pads = new int[2 * rank];
        for (int i = 0; i < rank; i++) {
            pads[2 * (rank - 1 - i) + 1] = whole.dim(i) - part.size(i);
        }
        return Dispatch.run(new ConstantPad(Dims.of(pads), 0), part);
    }

    /** The shape of what index tensors pick; see {@link AdvancedIndex}. */
    static Shape indexed(String op, Shape shape, Dims dims, TensorType... indices) {
        if (indices.length != dims.count() || indices.length == 0) {
            throw new ShapeException(op + ": " + indices.length + " index tensors for dimensions " + dims
                    + "; expected one for each, and at least one");
        }
        Shape broadcast = Shape.of();
        for (TensorType index : indices) {
            requireIndex(op, index);
            broadcast = Shape.broadcast(op + ": the index tensors", broadcast, index.shape());
        }
        int[] extents = new int[shape.rank() - dims.count() + broadcast.rank()];
        int first = firstIndexed(dims);
        int count = 0;
        for (int i = 0; i < shape.rank(); i++) {
            if (count == first) {
                for (int extent : broadcast.toArray()) {
                    extents[count++] = extent;
                }
                first = -1;
            }
            if (!dims.contains(i)) {
                extents[count++] = shape.dim(i);
            } else if (shape.dim(i) == 0 && broadcast.size() > 0) {
                throw new ShapeException(op + ": dimension " + i + " of shape " + shape + " has no elements to pick");
            }
        }
        return Shape.of(extents);
    }

    /** Where the index tensors' dimensions come in the result: where the indexed ones were if they are neighbours, else 0. */
    static int firstIndexed(Dims dims) {
        for (int i = 1; i < dims.count(); i++) {
            if (dims.get(i) != dims.get(i - 1) + 1) {
                return 0;
            }
        }
        return dims.get(0);
    }

    /** {@link IndexPut} with the indices at the places where {@link AdvancedIndex} takes them. */
    static Tensor put(Tensor self, Tensor value, Dims dims, Tensor[] picking) {
        Tensor[] inputs = new Tensor[picking.length + 1];
        inputs[0] = self;
        inputs[1] = value;
        System.arraycopy(picking, 1, inputs, 2, picking.length - 1);
        return Dispatch.run(new IndexPut(dims, false), inputs);
    }

    static Tensor zero(Tensor like) {
        return Tensor.zeros(like.dtype());
    }
}
