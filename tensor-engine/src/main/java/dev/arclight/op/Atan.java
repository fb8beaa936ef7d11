package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The angle in (-π/2, π/2) whose tangent is x, as {@code torch.atan}. */
public record Atan() implements UnaryOp.Floating {
    public static final Atan OP = new Atan();

    @Override
    public float apply(float x) {
        return CircularFunctions.atan(x);
    }

    @Override
    public double apply(double x) {
        return Math.atan(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.div(saved.input(0).square().add(1.0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
