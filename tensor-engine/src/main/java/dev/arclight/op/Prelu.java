package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** a, or a times b where it is not positive, as {@code torch.nn.functional.prelu} with b laid along the channels. */
public record Prelu() implements BinaryOp.OnlyFloating {
    public static final Prelu OP = new Prelu();

    @Override
    public float apply(float a, float b) {
        return a > 0 ? a : a * b;
    }

    @Override
    public double apply(double a, double b) {
        return a > 0 ? a : a * b;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor positive = x.gt(0.0);
        return Op.grads(
                saved.needs(0) ? Tensor.where(positive, grad, grad.mul(saved.input(1))) : null,
                saved.needs(1) ? Tensor.where(positive, 0.0, grad.mul(x)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.NONZERO, Sample.Domain.REAL);
    }
}
