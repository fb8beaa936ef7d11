package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Hardshrink} and {@link Softshrink}: 0 where x is up to λ in magnitude, else g. */
public record ShrinkBackward(double lambda) implements BinaryOp.OnlyFloating {
    @Override
    public float apply(float a, float b) {
        return b > (float) lambda || b < -(float) lambda ? a : 0;
    }

    @Override
    public double apply(double a, double b) {
        return b > lambda || b < -lambda ? a : 0;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(saved.needs(0) ? Dispatch.run(this, grad, saved.input(1)) : null, null);
    }

    public static List<Sample> samples() {
        return Sample.binary(new ShrinkBackward(0.5), Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
