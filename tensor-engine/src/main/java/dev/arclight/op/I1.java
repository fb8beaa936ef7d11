package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bessel's modified function of the first kind and order 1, as {@code torch.special.i1}. */
public record I1() implements UnaryOp.Floating {
    public static final I1 OP = new I1();

    @Override
    public float apply(float x) {
        return (float) apply((double) x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.bessel(1, x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor atZero = x.eq(0.0);
        Tensor safe = Tensor.where(atZero, Tensor.number(1.0), x);
        Tensor slope = x.i0().sub(Dispatch.run(OP, safe).div(safe));
        return Op.grads(grad.mul(Tensor.where(atZero, Tensor.number(0.5), slope)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
