package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sine of radians, as {@code torch.sin}. */
public record Sin() implements UnaryOp.Floating {
    public static final Sin OP = new Sin();

    @Override
    public float apply(float x) {
        return Functions.sin(x);
    }

    @Override
    public double apply(double x) {
        return Math.sin(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).cos()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
