package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The complement {@code 1 - erf(x)}, accurate where erf is near 1, as {@code torch.erfc}. */
public record Erfc() implements UnaryOp.Floating {
    public static final Erfc OP = new Erfc();

    @Override
    public float apply(float x) {
        return Functions.erfc(x);
    }

    @Override
    public double apply(double x) {
        return Functions.erfc(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).square().neg().exp()).mul(-2 / Math.sqrt(Math.PI)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
