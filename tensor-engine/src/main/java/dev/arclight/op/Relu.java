package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code max(x, 0)}, as {@code torch.relu}; NaN stays NaN, the gradient at 0 is 0. */
public record Relu() implements UnaryOp {
    public static final Relu OP = new Relu();

    @Override
    public float apply(float x) {
        return Math.max(x, 0f);
    }

    @Override
    public double apply(double x) {
        return Math.max(x, 0d);
    }

    @Override
    public long apply(long x) {
        return Math.max(x, 0L);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(ReluBackward.OP, grad, saved.output(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.NONZERO);
    }
}
