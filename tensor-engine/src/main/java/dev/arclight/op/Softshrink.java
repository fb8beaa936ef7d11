package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0 for numbers up to λ in magnitude, else x nearer to 0 by λ, as {@code torch.nn.functional.softshrink}; NaN stays. */
public record Softshrink(double lambda) implements UnaryOp.OnlyFloating {
    @Override
    public float apply(float x) {
        return x > (float) lambda ? x - (float) lambda : x < -(float) lambda ? x + (float) lambda : x * 0;
    }

    @Override
    public double apply(double x) {
        return x > lambda ? x - lambda : x < -lambda ? x + lambda : x * 0;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new ShrinkBackward(lambda), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(new Softshrink(0.5), Sample.Domain.REAL);
    }
}
