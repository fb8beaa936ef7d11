package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bessel's modified function of the first kind and order 0, as {@code torch.i0}. */
public record I0() implements UnaryOp.Floating {
    public static final I0 OP = new I0();

    @Override
    public float apply(float x) {
        return (float) apply((double) x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.bessel(0, x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad.mul(Dispatch.run(I1.OP, saved.input(0))));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
