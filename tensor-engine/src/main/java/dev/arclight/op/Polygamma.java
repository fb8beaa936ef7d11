package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The n-th derivative of digamma, as {@code torch.polygamma}.
 *
 * @param n at least 1
 */
public record Polygamma(int n) implements UnaryOp.Floating {
    @Override
    public float apply(float x) {
        return n == 1 ? GammaFunctions.trigamma(x) : (float) apply((double) x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.polygamma(n, x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(Dispatch.run(new Polygamma(n + 1), saved.input(0))));
    }

    public static List<Sample> samples() {
        return Sample.unary(new Polygamma(1), Sample.Domain.POSITIVE);
    }
}
