package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inverse of tanh, as {@code torch.atanh}; infinite at ±1. */
public record Atanh() implements UnaryOp.Floating {
    public static final Atanh OP = new Atanh();

    @Override
    public float apply(float x) {
        return HyperbolicFunctions.atanh(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.atanh(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.div(saved.input(0).square().neg().add(1.0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.UNIT);
    }
}
