package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;

/** The checks that the indexing ops share. */
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

    /** All extents but that of {@code dim} must not pass those of {@code whole}. */
    static void requireWithin(String op, String what, Shape part, Shape whole, int dim) {
        if (part.rank() != whole.rank()) {
            throw new ShapeException(op + ": " + what + " " + part + " and input " + whole + " must have one rank");
        }
        int axis = whole.axis(dim);
        for (int i = 0; i < part.rank(); i++) {
            if (i != axis && part.dim(i) > whole.dim(i)) {
                throw new ShapeException(op + ": " + what + " " + part + " passes the input " + whole + " in dimension "
                        + i + "; only dimension " + axis + " may");
            }
        }
    }
}
