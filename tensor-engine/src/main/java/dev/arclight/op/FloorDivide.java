package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code a / b} rounded down, as {@code torch.floor_divide} and Python's {@code //}; a whole number has none by 0.
 *
 * @param differentiable whether a gradient that is asked for is 0, as that of {@code torch.div(rounding_mode="floor")}, or
 *     refused, as that of {@code torch.floor_divide}
 */
public record FloorDivide(boolean differentiable) implements BinaryOp.Division {
    public static final FloorDivide OP = new FloorDivide(true);
    public static final FloorDivide WITHOUT_GRADIENT = new FloorDivide(false);

    @Override
    public float apply(float a, float b) {
        return SpecialFunctions.floorDivide(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return SpecialFunctions.floorDivide(a, b);
    }

    @Override
    public long apply(long a, long b) {
        requireDivisor(b);
        return Math.floorDiv(a, b);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(saved.needs(0) ? Tensor.zerosLike(grad) : null, saved.needs(1) ? Tensor.zerosLike(grad) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.DIVISOR);
    }
}
