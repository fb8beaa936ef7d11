package dev.arclight.op;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * How often each of {@code 0 … length - 1} occurs among whole numbers or, with a second input, the sum of the weights of
 * those that are equal, as {@code torch.bincount}. Numbers outside are an {@link ArclightException}.
 */
public record Bincount(int length) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        if (!inputs[0].dtype().isInteger()) {
            throw new DTypeException("bincount: got " + inputs[0].dtype() + ", expected whole numbers");
        }
        if (shape.rank() != 1) {
            throw new ShapeException("bincount: got shape " + shape + ", expected one dimension");
        }
        if (inputs.length == 1) {
            return Op.one(DType.INT64, Shape.of(length));
        }
        if (!inputs[1].shape().equals(shape)) {
            throw new ShapeException(
                    "bincount: weights " + inputs[1].shape() + " must have the shape of the input, " + shape);
        }
        if (inputs[1].dtype() != DType.FLOAT32 && inputs[1].dtype() != DType.FLOAT64) {
            throw new DTypeException("bincount: weights are " + inputs[1].dtype() + ", expected float32 or float64");
        }
        return Op.one(inputs[1].dtype(), Shape.of(length));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Bincount(5), Sample.index(3, 20)),
                Sample.of(new Bincount(3), Sample.index(3, 20), Sample.real(20)),
                Sample.of(new Bincount(2), Sample.index(2, 0)));
    }
}
