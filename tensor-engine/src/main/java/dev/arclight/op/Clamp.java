package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * x within two bounds, as {@code torch.clamp}: the upper one where the lower is above it; NaN in any is NaN. At a bound the
 * gradient is x's.
 */
public record Clamp() implements TernaryOp.NotBool {
    public static final Clamp OP = new Clamp();

    @Override
    public float apply(float a, float b, float c) {
        float low = a < b || Float.isNaN(b) ? b : a;
        return low > c || Float.isNaN(c) ? c : low;
    }

    @Override
    public double apply(double a, double b, double c) {
        double low = a < b || Double.isNaN(b) ? b : a;
        return low > c || Double.isNaN(c) ? c : low;
    }

    @Override
    public long apply(long a, long b, long c) {
        return Math.min(Math.max(a, b), c);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor low = saved.input(1);
        Tensor high = saved.input(2);
        return Op.grads(
                saved.needs(0) ? Tensor.where(x.ge(low).logicalAnd(x.le(high)), grad, 0.0) : null,
                saved.needs(1) ? Tensor.where(low.lt(high).logicalAnd(x.lt(low)), grad, 0.0) : null,
                saved.needs(2) ? Tensor.where(high.lt(low).logicalOr(x.gt(high)), grad, 0.0) : null);
    }

    public static List<Sample> samples() {
        return Sample.ternary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO, Sample.Domain.POSITIVE);
    }
}
