package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x, or the bound where x is below it, as {@code torch.clamp_min}; NaN stays. On a tie the gradient is x's. */
public record ClampMin() implements BinaryOp {
    public static final ClampMin OP = new ClampMin();

    @Override
    public float apply(float a, float b) {
        return Math.max(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.max(a, b);
    }

    @Override
    public long apply(long a, long b) {
        return Math.max(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor bound = saved.input(1);
        // Chosen, not multiplied: an infinite gradient would come through a factor of 0 as NaN.
        return Op.grads(
                saved.needs(0) ? Tensor.where(x.ge(bound), grad, 0.0) : null,
                saved.needs(1) ? Tensor.where(x.lt(bound), grad, 0.0) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
