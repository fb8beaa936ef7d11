package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code -x}, as {@code torch.neg}. */
public record Neg() implements UnaryOp {
    public static final Neg OP = new Neg();

    @Override
    public float apply(float x) {
        return -x;
    }

    @Override
    public double apply(double x) {
        return -x;
    }

    @Override
    public long apply(long x) {
        return -x;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.neg());
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
