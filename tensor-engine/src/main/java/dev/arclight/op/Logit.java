package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code log(x / (1 - x))}, the inverse of sigmoid, as {@code torch.logit} without a margin; NaN outside [0, 1]. */
public record Logit() implements UnaryOp.Floating {
    public static final Logit OP = new Logit();

    @Override
    public float apply(float x) {
        return LogarithmicFunctions.logit(x);
    }

    @Override
    public double apply(double x) {
        return Math.log(x / (1 - x));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(LogitBackward.OP, grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.FRACTION);
    }
}
