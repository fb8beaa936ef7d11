package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Silu}: {@code g · s (1 + x (1 - s))} with s = sigmoid(x). */
public record SiluBackward() implements BinaryOp.OnlyFloating {
    public static final SiluBackward OP = new SiluBackward();

    @Override
    public float apply(float a, float b) {
        float s = Functions.sigmoid(b);
        return a * (s * (1 + b * (1 - s)));
    }

    @Override
    public double apply(double a, double b) {
        double s = Functions.sigmoid(b);
        return a * (s * (1 + b * (1 - s)));
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
            Tensor s = x.sigmoid();
            Tensor slope = s.mul(s.neg().add(1.0));
            gx = grad.mul(saved.input(0))
                    .mul(slope)
                    .mul(x.mul(s.mul(-2.0).add(1.0)).add(2.0));
        }
        return Op.grads(saved.needs(0) ? Dispatch.run(OP, grad, x) : null, gx);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
