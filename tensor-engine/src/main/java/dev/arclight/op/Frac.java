package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The part of x after the point, with its sign, as {@code torch.frac}. */
public record Frac() implements UnaryOp.OnlyFloating {
    public static final Frac OP = new Frac();

    @Override
    public float apply(float x) {
        return (float) (x - Functions.trunc(x));
    }

    @Override
    public double apply(double x) {
        return x - Functions.trunc(x);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad);
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.NONZERO);
    }
}
