package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of what rises evenly between two bounds, as {@link Hardtanh} and {@link Hardsigmoid}: g times the slope, else 0. */
public record HardtanhBackward(double min, double max, double slope) implements BinaryOp.OnlyFloating {
    @Override
    public float apply(float a, float b) {
        return b > (float) min && b < (float) max ? a * (float) slope : 0;
    }

    @Override
    public double apply(double a, double b) {
        return b > min && b < max ? a * slope : 0;
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
        return Sample.binary(new HardtanhBackward(-1, 1, 0.5), Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
