package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code eˣ - 1}, accurate near 0, as {@code torch.expm1}. */
public record Expm1() implements UnaryOp.Floating {
    public static final Expm1 OP = new Expm1();

    @Override
    public float apply(float x) {
        return Functions.expm1(x);
    }

    @Override
    public double apply(double x) {
        return Functions.expm1(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.output(0).add(1.0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
