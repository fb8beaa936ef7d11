package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The hyperbolic tangent, as {@code torch.tanh}. */
public record Tanh() implements UnaryOp.Floating {
    public static final Tanh OP = new Tanh();

    @Override
    public float apply(float x) {
        return Functions.tanh(x);
    }

    @Override
    public double apply(double x) {
        return Functions.tanh(x);
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(TanhBackward.OP, grad, saved.output(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
