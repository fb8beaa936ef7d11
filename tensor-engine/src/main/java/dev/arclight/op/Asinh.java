package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inverse of sinh, as {@code torch.asinh}. */
public record Asinh() implements UnaryOp.Floating {
    public static final Asinh OP = new Asinh();

    @Override
    public float apply(float x) {
        return HyperbolicFunctions.asinh(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.asinh(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).square().add(1.0).rsqrt()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
