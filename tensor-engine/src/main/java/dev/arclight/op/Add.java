package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a + b}, as {@code torch.add}; on two bools it is or. */
public record Add() implements BinaryOp {
    public static final Add OP = new Add();

    @Override
    public float apply(float a, float b) {
        return a + b;
    }

    @Override
    public double apply(double a, double b) {
        return a + b;
    }

    @Override
    public long apply(long a, long b) {
        return a + b;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad, grad);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
