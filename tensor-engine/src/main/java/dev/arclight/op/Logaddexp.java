package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log(eᵃ + eᵇ)}, as {@code torch.logaddexp}. */
public record Logaddexp() implements BinaryOp.OnlyFloating {
    public static final Logaddexp OP = new Logaddexp();

    @Override
    public float apply(float a, float b) {
        return LogarithmicFunctions.logaddexp(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return SpecialFunctions.logaddexp(a, b);
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
                saved.needs(0) ? grad.div(b.sub(a).exp().add(1.0)) : null,
                saved.needs(1) ? grad.div(a.sub(b).exp().add(1.0)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
