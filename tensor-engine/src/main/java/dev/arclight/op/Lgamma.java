package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The logarithm of the absolute value of the gamma function, as {@code torch.lgamma}. */
public record Lgamma() implements UnaryOp.Floating {
    public static final Lgamma OP = new Lgamma();

    @Override
    public float apply(float x) {
        return GammaFunctions.lgamma(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.lgamma(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).digamma()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
