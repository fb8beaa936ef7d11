package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Elu}: {@code g · scale} above 0, {@code g · scale · alpha · inputScale · e^(inputScale · x)} below. */
public record EluBackward(double alpha, double scale, double inputScale) implements BinaryOp.OnlyFloating {
    @Override
    public float apply(float a, float b) {
        return b > 0
                ? a * (float) scale
                : a * (float) (alpha * scale * inputScale) * Functions.exp(b * (float) inputScale);
    }

    @Override
    public double apply(double a, double b) {
        return b > 0 ? a * scale : a * (alpha * scale * inputScale) * Functions.exp(b * inputScale);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(1);
        @Nullable Tensor gx = null;
        if (saved.needs(1)) {
            Tensor curve = x.mul(inputScale).exp().mul(alpha * scale * inputScale * inputScale);
            gx = Tensor.where(x.lt(0.0), grad.mul(saved.input(0)).mul(curve), 0.0);
        }
        return Op.grads(saved.needs(0) ? Dispatch.run(this, grad, x) : null, gx);
    }

    public static List<Sample> samples() {
        return Sample.binary(new EluBackward(1, 1, 1), Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
