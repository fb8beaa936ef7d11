package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What ops that work along one dimension share. */
final class Along {
    private Along() {}

    /** The shape without, or with 1 for, a dimension that must hold an element. */
    static Shape reduced(String op, Shape shape, int dim, boolean keepDim) {
        int axis = shape.axis(op, dim);
        if (shape.dim(axis) == 0) {
            throw new ShapeException(
                    op + ": dimension " + dim + " of shape " + shape + " is empty; it must hold at least one element");
        }
        return keepDim ? shape.with(axis, 1) : shape.without(axis);
    }

    /** @throws DTypeException unless the dtype is floating */
    static void requireFloating(String op, DType dtype) {
        if (!dtype.isFloating()) {
            throw new DTypeException(op + ": not defined for " + dtype + "; convert with to(FLOAT32)");
        }
    }

    /** @throws DTypeException if the dtype is bool */
    static void requireNumbers(String op, DType dtype) {
        if (dtype == DType.BOOL) {
            throw new DTypeException(op + ": not defined for bool; convert with to(UINT8)");
        }
    }

    /** What was picked along a dimension gives its gradient to where it was picked from. */
    static @Nullable Tensor[] selectionGradient(Saved saved, @Nullable Tensor[] grads, int dim, boolean keepDim) {
        Tensor grad = grads[0];
        if (grad == null) {
            return new @Nullable Tensor[saved.inputCount()];
        }
        Shape shape = saved.inputType(0).shape();
        Tensor index = saved.output(1);
        if (!keepDim) {
            int axis = shape.axis(dim);
            grad = grad.unsqueeze(axis);
            index = index.unsqueeze(axis);
        }
        return Op.grads(Dispatch.run(new SelectionBackward(dim, shape), grad, index));
    }
}
