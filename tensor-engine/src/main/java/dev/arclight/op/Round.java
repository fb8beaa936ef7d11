package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The nearest whole number, the even one of two, as {@code torch.round}; its gradient is 0. */
public record Round() implements UnaryOp {
    public static final Round OP = new Round();

    @Override
    public float apply(float x) {
        return (float) Math.rint(x);
    }

    @Override
    public double apply(double x) {
        return Math.rint(x);
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
