package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a / b} rounded toward 0, as {@code torch.div} with that mode; a whole number has none by 0. Its gradient is 0. */
public record TruncDivide() implements BinaryOp.Division {
    public static final TruncDivide OP = new TruncDivide();

    @Override
    public float apply(float a, float b) {
        return (float) Functions.trunc(a / b);
    }

    @Override
    public double apply(double a, double b) {
        return Functions.trunc(a / b);
    }

    @Override
    public long apply(long a, long b) {
        requireDivisor(b);
        return a / b;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(saved.needs(0) ? Tensor.zerosLike(grad) : null, saved.needs(1) ? Tensor.zerosLike(grad) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.DIVISOR);
    }
}
