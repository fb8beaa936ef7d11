package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link LeakyRelu}: g, or g times the slope where x is not positive. */
public record LeakyReluBackward(double slope) implements BinaryOp.OnlyFloating {
    @Override
    public float apply(float a, float b) {
        return b > 0 ? a : a * (float) slope;
    }

    @Override
    public double apply(double a, double b) {
        return b > 0 ? a : a * slope;
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
        return Sample.binary(new LeakyReluBackward(0.01), Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
