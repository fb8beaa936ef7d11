package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The angle of the point (b, a) in (-π, π], as {@code torch.atan2}. */
public record Atan2() implements BinaryOp.Floating {
    public static final Atan2 OP = new Atan2();

    @Override
    public float apply(float a, float b) {
        return CircularFunctions.atan2(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.atan2(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        Tensor b = saved.input(1);
        Tensor inverse = a.mul(a).add(b.mul(b)).reciprocal();
        return Op.grads(
                saved.needs(0) ? grad.mul(b).mul(inverse) : null,
                saved.needs(1) ? grad.neg().mul(a).mul(inverse) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.NONZERO, Sample.Domain.NONZERO);
    }
}
