package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code x · sigmoid(x)}, also called swish, as {@code torch.nn.functional.silu}. */
public record Silu() implements UnaryOp.OnlyFloating {
    public static final Silu OP = new Silu();

    @Override
    public float apply(float x) {
        return Functions.silu(x);
    }

    @Override
    public double apply(double x) {
        return Functions.silu(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(SiluBackward.OP, grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
