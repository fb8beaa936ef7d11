package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The derivative of the logarithm of the gamma function, as {@code torch.digamma}. */
public record Digamma() implements UnaryOp.Floating {
    public static final Digamma OP = new Digamma();

    @Override
    public float apply(float x) {
        return GammaFunctions.digamma(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.digamma(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).polygamma(1)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
