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
        Tensor tie = saved.input(0).eq(saved.input(1)).to(grad.dtype()).mul(0.5);
        Tensor share = saved.input(0).gt(saved.input(1)).to(grad.dtype()).add(tie);
        return Op.grads(grad.mul(share), grad.mul(share.neg().add(1.0)));
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
