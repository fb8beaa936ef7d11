package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code 1 / (1 + e⁻ˣ)}, as {@code torch.sigmoid}. */
public record Sigmoid() implements UnaryOp.Floating {
    public static final Sigmoid OP = new Sigmoid();

    @Override
    public float apply(float x) {
        return Functions.sigmoid(x);
    }

    @Override
    public double apply(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(SigmoidBackward.OP, grad, saved.output(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
