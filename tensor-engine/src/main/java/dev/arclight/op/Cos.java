package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cosine of radians, as {@code torch.cos}. */
public record Cos() implements UnaryOp.Floating {
    public static final Cos OP = new Cos();

    @Override
    public float apply(float x) {
        return Functions.cos(x);
    }

    @Override
    public double apply(double x) {
        return Math.cos(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).sin().neg()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
