package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log₂(2ᵃ + 2ᵇ)}, as {@code torch.logaddexp2}. */
public record Logaddexp2() implements BinaryOp.OnlyFloating {
    public static final Logaddexp2 OP = new Logaddexp2();

    @Override
    public float apply(float a, float b) {
        return LogarithmicFunctions.logaddexp2(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return SpecialFunctions.logaddexp2(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        Tensor b = saved.input(1);
        return Op.grads(
                saved.needs(0) ? grad.div(b.sub(a).exp2().add(1.0)) : null,
                saved.needs(1) ? grad.div(a.sub(b).exp2().add(1.0)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
