package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a + value · b / c}, as {@code torch.addcdiv}; whole numbers are refused. */
public record Addcdiv(double value) implements TernaryOp.OnlyFloating {
    @Override
    public float apply(float a, float b, float c) {
        return a + (float) value * (b / c);
    }

    @Override
    public double apply(double a, double b, double c) {
        return a + value * (b / c);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1, 2);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor c = saved.input(2);
        return Op.grads(
                grad,
                saved.needs(1) ? grad.mul(value).div(c) : null,
                saved.needs(2) ? grad.mul(-value).mul(saved.input(1).div(c).div(c)) : null);
    }

    public static List<Sample> samples() {
        return Sample.ternary(new Addcdiv(0.5), Sample.Domain.REAL, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
