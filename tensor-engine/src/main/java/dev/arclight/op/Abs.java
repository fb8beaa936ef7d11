package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code |x|}, as {@code torch.abs}; its gradient at 0 is 0. */
public record Abs() implements UnaryOp {
    public static final Abs OP = new Abs();

    @Override
    public float apply(float x) {
        return Math.abs(x);
    }

    @Override
    public double apply(double x) {
        return Math.abs(x);
    }

    @Override
    public long apply(long x) {
        return Math.abs(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(saved.input(0).sign()));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.NONZERO);
    }
}
