package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The larger of two, as {@code torch.maximum}: NaN wins, a tie shares the gradient. */
public record Maximum() implements BinaryOp {
    public static final Maximum OP = new Maximum();

    @Override
    public float apply(float a, float b) {
        return Math.max(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.max(a, b);
    }

    @Override
    public long apply(long a, long b) {
        return Math.max(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        Tensor b = saved.input(1);
        Tensor share = Tensor.where(a.eq(b), grad.mul(0.5), grad);
        // Past a NaN both get it, as in PyTorch.
        return Op.grads(
                saved.needs(0) ? Tensor.where(a.lt(b), 0.0, share) : null,
                saved.needs(1) ? Tensor.where(a.gt(b), 0.0, share) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
