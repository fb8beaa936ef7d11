package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code x · min(max(x + 3, 0), 6) / 6} (Howard 2019), as {@code torch.nn.functional.hardswish}. */
public record Hardswish() implements UnaryOp.OnlyFloating {
    public static final Hardswish OP = new Hardswish();

    @Override
    public float apply(float x) {
        return x * (Math.min(Math.max(x + 3, 0), 6) / 6);
    }

    @Override
    public double apply(double x) {
        return x * (Math.min(Math.max(x + 3, 0), 6) / 6);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(HardswishBackward.OP, grad, saved.input(0)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
