package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;
import java.util.List;

/** Where the smallest element of a dimension lies, as {@code torch.argmin}: the first of equals, NaN wins. */
public record Argmin(int dim, boolean keepDim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (inputs[0].dtype() == DType.BOOL) {
            throw new DTypeException(name() + ": not defined for bool; convert with to(DType.UINT8) first");
        }
        Shape shape = inputs[0].shape();
        int axis = shape.axis(name(), dim);
        if (shape.dim(axis) == 0) {
            throw new ShapeException(name() + ": dimension " + dim + " of shape " + shape
                    + " is empty; it must hold at least one element");
        }
        return Op.one(DType.INT64, keepDim ? shape.with(axis, 1) : shape.without(axis));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Argmin(0, false), Sample.distinct(37)),
                Sample.of(new Argmin(1, true), Sample.distinct(2, 3)),
                Sample.of(new Argmin(-2, false), Sample.distinct(2, 5, 3)));
    }
}
