package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The angle in [-π/2, π/2] whose sine is x, as {@code torch.asin}. */
public record Asin() implements UnaryOp.Floating {
    public static final Asin OP = new Asin();

    @Override
    public float apply(float x) {
        return CircularFunctions.asin(x);
    }

    @Override
    public double apply(double x) {
        return Math.asin(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).square().neg().add(1.0).rsqrt()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.UNIT);
    }
}
