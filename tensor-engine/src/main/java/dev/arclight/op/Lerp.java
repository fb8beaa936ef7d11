package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a + c (b - a)}, the way from a to b, as {@code torch.lerp}; all three have one dtype. */
public record Lerp() implements TernaryOp.OneFloating {
    public static final Lerp OP = new Lerp();

    @Override
    public float apply(float a, float b, float c) {
        return c < 0.5f && c > -0.5f ? a + c * (b - a) : b - (b - a) * (1 - c);
    }

    @Override
    public double apply(double a, double b, double c) {
        return c < 0.5 && c > -0.5 ? a + c * (b - a) : b - (b - a) * (1 - c);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor weight = saved.input(2);
        return Op.grads(
                saved.needs(0) ? grad.mul(weight.neg().add(1.0)) : null,
                saved.needs(1) ? grad.mul(weight) : null,
                saved.needs(2) ? grad.mul(saved.input(1).sub(saved.input(0))) : null);
    }

    public static List<Sample> samples() {
        return Sample.ternary(OP, Sample.Domain.REAL, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
