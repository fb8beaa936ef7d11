package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The magnitude of a with the sign of b, as {@code torch.copysign}; the gradient at a = 0 is 0. */
public record Copysign() implements BinaryOp.Floating {
    public static final Copysign OP = new Copysign();

    @Override
    public float apply(float a, float b) {
        return Math.copySign(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.copySign(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0).andOutput(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor a = saved.input(0);
        Tensor sign = Tensor.where(a.eq(0.0), 0.0, saved.output(0).div(a));
        return Op.grads(saved.needs(0) ? grad.mul(sign) : null, saved.needs(1) ? Tensor.zerosLike(grad) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.NONZERO, Sample.Domain.NONZERO);
    }
}
