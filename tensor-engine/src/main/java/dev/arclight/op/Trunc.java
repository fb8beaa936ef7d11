package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole part of x, as {@code torch.trunc}; its gradient is 0. */
public record Trunc() implements UnaryOp {
    public static final Trunc OP = new Trunc();

    @Override
    public float apply(float x) {
        return (float) Functions.trunc(x);
    }

    @Override
    public double apply(double x) {
        return Functions.trunc(x);
    }

    @Override
    public long apply(long x) {
        return x;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Tensor.zerosLike(grad));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.NONZERO);
    }
}
