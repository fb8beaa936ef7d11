package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inverse of the error function, as {@code torch.erfinv}: infinite at ±1, NaN beyond. */
public record Erfinv() implements UnaryOp.Floating {
    public static final Erfinv OP = new Erfinv();

    @Override
    public float apply(float x) {
        return HyperbolicFunctions.erfinv(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.erfinv(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.output(0).square().exp()).mul(Math.sqrt(Math.PI) / 2));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.UNIT);
    }
}
