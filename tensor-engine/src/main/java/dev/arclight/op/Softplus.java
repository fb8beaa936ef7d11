package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log(1 + e^(βx)) / β}, x itself where βx is above the threshold, as {@code torch.nn.functional.softplus}. */
public record Softplus(double beta, double threshold) implements UnaryOp.OnlyFloating {
    @Override
    public float apply(float x) {
        return x * (float) beta > (float) threshold ? x : Functions.softplus(x * (float) beta) / (float) beta;
    }

    @Override
    public double apply(double x) {
        return x * beta > threshold ? x : Functions.softplus(x * beta) / beta;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new SoftplusBackward(beta, threshold), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(new Softplus(1, 20), Sample.Domain.REAL);
    }
}
