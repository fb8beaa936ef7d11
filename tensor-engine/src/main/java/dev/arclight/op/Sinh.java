package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hyperbolic sine, as {@code torch.sinh}. */
public record Sinh() implements UnaryOp.Floating {
    public static final Sinh OP = new Sinh();

    @Override
    public float apply(float x) {
        return HyperbolicFunctions.sinh(x);
    }

    @Override
    public double apply(double x) {
        return Math.sinh(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).cosh()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
