package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x, or the bound where x is above it, as {@code torch.clamp_max}; NaN stays. On a tie the gradient is x's. */
public record ClampMax() implements BinaryOp {
    public static final ClampMax OP = new ClampMax();

    @Override
    public float apply(float a, float b) {
        return Math.min(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.min(a, b);
    }

    @Override
    public long apply(long a, long b) {
        return Math.min(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor inside = saved.input(0).le(saved.input(1));
        return Op.grads(
                saved.needs(0) ? grad.mul(inside) : null, saved.needs(1) ? grad.mul(inside.logicalNot()) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
