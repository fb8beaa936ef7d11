package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link Hardswish}: 0 below -3, g above 3, {@code g · (x / 3 + 1 / 2)} from one to the
 * other.
 */
public record HardswishBackward() implements BinaryOp.OnlyFloating {
    public static final HardswishBackward OP = new HardswishBackward();

    @Override
    public float apply(float a, float b) {
        return b < -3 ? 0 : b > 3 ? a : a * (b / 3 + 0.5f);
    }

    @Override
    public double apply(double a, double b) {
        return b < -3 ? 0 : b > 3 ? a : a * (b / 3 + 0.5);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(1);
        Tensor bend = x.gt(-3.0).logicalAnd(x.lt(3.0));
        return Op.grads(
                saved.needs(0) ? Dispatch.run(OP, grad, x) : null,
                saved.needs(1) ? Tensor.where(bend, grad.mul(saved.input(0)).mul(1.0 / 3), 0.0) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
