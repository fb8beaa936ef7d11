package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The error function, as {@code torch.erf}. */
public record Erf() implements UnaryOp.Floating {
    public static final Erf OP = new Erf();

    @Override
    public float apply(float x) {
        return Functions.erf(x);
    }

    @Override
    public double apply(double x) {
        return Functions.erf(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        return Op.grads(grad.mul(x.mul(x).neg().exp()).mul(2 / Math.sqrt(Math.PI)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
