package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code √(a² + b²)} without overflow on the way, as {@code torch.hypot}. */
public record Hypot() implements BinaryOp.OnlyFloating {
    public static final Hypot OP = new Hypot();

    @Override
    public float apply(float a, float b) {
        return CircularFunctions.hypot(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.hypot(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor y = saved.output(0);
        return Op.grads(
                saved.needs(0) ? grad.mul(saved.input(0).div(y)) : null,
                saved.needs(1) ? grad.mul(saved.input(1).div(y)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.NONZERO, Sample.Domain.NONZERO);
    }
}
