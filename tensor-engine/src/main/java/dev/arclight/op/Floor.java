package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The largest whole number not above x, as {@code torch.floor}; its gradient is 0. */
public record Floor() implements UnaryOp {
    public static final Floor OP = new Floor();

    @Override
    public float apply(float x) {
        return (float) Math.floor(x);
    }

    @Override
    public double apply(double x) {
        return Math.floor(x);
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
