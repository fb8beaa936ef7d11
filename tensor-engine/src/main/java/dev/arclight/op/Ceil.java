package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest whole number not below x, as {@code torch.ceil}; its gradient is 0. */
public record Ceil() implements UnaryOp {
    public static final Ceil OP = new Ceil();

    @Override
    public float apply(float x) {
        return (float) Math.ceil(x);
    }

    @Override
    public double apply(double x) {
        return Math.ceil(x);
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
