package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hyperbolic cosine, as {@code torch.cosh}. */
public record Cosh() implements UnaryOp.Floating {
    public static final Cosh OP = new Cosh();

    @Override
    public float apply(float x) {
        return HyperbolicFunctions.cosh(x);
    }

    @Override
    public double apply(double x) {
        return Math.cosh(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).sinh()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
