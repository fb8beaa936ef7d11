package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smaller of two, as {@code torch.minimum}: NaN wins, a tie shares the gradient. */
public record Minimum() implements BinaryOp {
    public static final Minimum OP = new Minimum();

    @Override
    public float apply(float a, float b) {
        return Math.min(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.min(a, b);
    }

    @Override
    public long apply(long a, long b) {
        return Math.min(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor tie = saved.input(0).eq(saved.input(1)).to(grad.dtype()).mul(0.5);
        Tensor share = saved.input(0).lt(saved.input(1)).to(grad.dtype()).add(tie);
        return Op.grads(grad.mul(share), grad.mul(share.neg().add(1.0)));
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
