package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The square root, as {@code torch.sqrt}: NaN below 0. */
public record Sqrt() implements UnaryOp.Floating {
    public static final Sqrt OP = new Sqrt();

    @Override
    public float apply(float x) {
        return (float) Math.sqrt(x);
    }

    @Override
    public double apply(double x) {
        return Math.sqrt(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.div(saved.output(0).mul(2.0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.POSITIVE);
    }
}
