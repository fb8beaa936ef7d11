package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The angle in [0, π] whose cosine is x, as {@code torch.acos}. */
public record Acos() implements UnaryOp.Floating {
    public static final Acos OP = new Acos();

    @Override
    public float apply(float x) {
        return CircularFunctions.acos(x);
    }

    @Override
    public double apply(double x) {
        return Math.acos(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).square().neg().add(1.0).rsqrt().neg()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.UNIT);
    }
}
