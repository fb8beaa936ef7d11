package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** x, or x times a slope where it is not positive, as {@code torch.nn.functional.leaky_relu}. */
public record LeakyRelu(double slope) implements UnaryOp.OnlyFloating {
    @Override
    public float apply(float x) {
        return x > 0 ? x : x * (float) slope;
    }

    @Override
    public double apply(double x) {
        return x > 0 ? x : x * slope;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new LeakyReluBackward(slope), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(new LeakyRelu(0.01), Sample.Domain.NONZERO);
    }
}
