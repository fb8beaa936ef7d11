package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code 1 / x}, as {@code torch.reciprocal}. */
public record Reciprocal() implements UnaryOp.Floating {
    public static final Reciprocal OP = new Reciprocal();

    @Override
    public float apply(float x) {
        return 1 / x;
    }

    @Override
    public double apply(double x) {
        return 1 / x;
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.neg().mul(saved.output(0).square()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.NONZERO);
    }
}
