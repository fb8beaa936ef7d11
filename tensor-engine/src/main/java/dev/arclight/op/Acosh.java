package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inverse of cosh, as {@code torch.acosh}; NaN below 1. */
public record Acosh() implements UnaryOp.Floating {
    public static final Acosh OP = new Acosh();

    @Override
    public float apply(float x) {
        return HyperbolicFunctions.acosh(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.acosh(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).square().sub(1.0).rsqrt()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.ABOVE_ONE);
    }
}
