package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code x · tanh(softplus(x))} (Misra 2019), as {@code torch.nn.functional.mish}. */
public record Mish() implements UnaryOp.OnlyFloating {
    public static final Mish OP = new Mish();

    @Override
    public float apply(float x) {
        return Functions.mish(x);
    }

    @Override
    public double apply(double x) {
        return Functions.mish(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(MishBackward.OP, grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
