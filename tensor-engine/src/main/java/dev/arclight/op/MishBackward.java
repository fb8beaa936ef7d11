package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Mish}: {@code g · (t + x s (1 - t²))} with t = tanh(softplus(x)) and s = sigmoid(x). */
public record MishBackward() implements BinaryOp.OnlyFloating {
    public static final MishBackward OP = new MishBackward();

    @Override
    public float apply(float a, float b) {
        return a * Functions.mishSlope(b);
    }

    @Override
    public double apply(double a, double b) {
        return a * Functions.mishSlope(b);
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
            Tensor t = Dispatch.run(new Softplus(1, 20), x).tanh();
            Tensor flat = t.square().neg().add(1.0);
            // (s (1 - t²))' = s (1 - s) (1 - t²) - 2 t s² (1 - t²)
            Tensor bend = s.neg().add(1.0).sub(t.mul(s).mul(2.0));
            gx = grad.mul(saved.input(0)).mul(flat.mul(s).mul(x.mul(bend).add(2.0)));
        }
        return Op.grads(saved.needs(0) ? Dispatch.run(OP, grad, x) : null, gx);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
