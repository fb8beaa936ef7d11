package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link Gelu}: {@code g · (Φ(x) + x φ(x))}. */
public record GeluBackward() implements BinaryOp.OnlyFloating {
    public static final GeluBackward OP = new GeluBackward();

    @Override
    public float apply(float a, float b) {
        return a * Functions.geluSlope(b);
    }

    @Override
    public double apply(double a, double b) {
        return a * Functions.geluSlope(b);
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
            // The density's own slope is -x φ(x).
            Tensor square = x.square();
            Tensor density = square.mul(-0.5).exp().mul(1 / Math.sqrt(2 * Math.PI));
            gx = grad.mul(saved.input(0)).mul(density).mul(square.neg().add(2.0));
        }
        return Op.grads(saved.needs(0) ? Dispatch.run(OP, grad, x) : null, gx);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
