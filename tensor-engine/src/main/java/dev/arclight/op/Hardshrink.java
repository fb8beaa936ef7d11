package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 0 for numbers up to λ in magnitude, else x, as {@code torch.nn.functional.hardshrink}; NaN stays. */
public record Hardshrink(double lambda) implements UnaryOp.OnlyFloating {
    @Override
    public float apply(float x) {
        return x >= -(float) lambda && x <= (float) lambda ? 0 : x;
    }

    @Override
    public double apply(double x) {
        return x >= -lambda && x <= lambda ? 0 : x;
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
        return Sample.unary(new Hardshrink(0.5), Sample.Domain.REAL);
    }
}
