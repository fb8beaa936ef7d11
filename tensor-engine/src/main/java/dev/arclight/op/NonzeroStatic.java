package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The positions of the first {@code size} elements that are not zero, a row of indices each, as
 * {@code torch.nonzero_static}; rows beyond the last such element are filled.
 */
public record NonzeroStatic(int size, long fillValue) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (size < 0) {
            throw new ShapeException("nonzeroStatic: size " + size + " is negative");
        }
        return Op.one(DType.INT64, Shape.of(size, inputs[0].shape().rank()));
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new NonzeroStatic(4, -1), Sample.real(2, 3)),
                Sample.of(new NonzeroStatic(50, -7), Sample.real(5, 8)),
                Sample.of(new NonzeroStatic(3, 0), Sample.real(0, 2)),
                Sample.of(new NonzeroStatic(2, -1), Sample.real(9)));
    }
}
