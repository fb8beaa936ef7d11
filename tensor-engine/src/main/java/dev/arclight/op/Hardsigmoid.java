package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code min(max(x + 3, 0), 6) / 6}, as {@code torch.nn.functional.hardsigmoid}. */
public record Hardsigmoid() implements UnaryOp.OnlyFloating {
    public static final Hardsigmoid OP = new Hardsigmoid();

    @Override
    public float apply(float x) {
        return Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    @Override
    public double apply(double x) {
        return Math.min(Math.max(x + 3, 0), 6) / 6;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new HardtanhBackward(-3, 3, 1.0 / 6), grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
