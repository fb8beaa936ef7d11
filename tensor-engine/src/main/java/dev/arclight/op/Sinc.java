package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code sin(πx) / πx}, 1 at 0, as {@code torch.sinc}. */
public record Sinc() implements UnaryOp.Floating {
    public static final Sinc OP = new Sinc();

    @Override
    public float apply(float x) {
        return CircularFunctions.sinc(x);
    }

    @Override
    public double apply(double x) {
        return SpecialFunctions.sinc(x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor x = saved.input(0);
        Tensor scaled = x.mul(Math.PI);
        Tensor slope = scaled.cos().mul(scaled).sub(scaled.sin()).div(scaled.mul(x));
        return Op.grads(Tensor.where(x.eq(0.0), 0.0, grad.mul(slope)));
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.NONZERO);
    }
}
