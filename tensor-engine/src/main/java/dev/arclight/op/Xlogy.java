package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a · log b}, 0 where a is 0 unless b is NaN, as {@code torch.xlogy}. */
public record Xlogy() implements BinaryOp.Floating {
    public static final Xlogy OP = new Xlogy();

    @Override
    public float apply(float a, float b) {
        return LogarithmicFunctions.xlogy(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Double.isNaN(b) ? b : a == 0 ? 0 : a * Math.log(b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        Tensor b = saved.input(1);
        @Nullable Tensor ga = null;
        if (saved.needs(0)) {
            Tensor constant = a.eq(0.0).logicalAnd(b.le(0.0));
            ga = Tensor.where(constant, 0.0, Dispatch.run(OP, grad, b));
        }
        return Op.grads(ga, saved.needs(1) ? grad.mul(a).div(b) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.POSITIVE);
    }
}
