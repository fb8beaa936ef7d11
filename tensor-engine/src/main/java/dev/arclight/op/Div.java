package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a / b}, true division as {@code torch.div}: integers become float32. */
public record Div() implements BinaryOp {
    public static final Div OP = new Div();

    private static final Saves BOTH = Saves.inputs(0, 1);
    private static final Saves DIVISOR = Saves.inputs(1);

    @Override
    public float apply(float a, float b) {
        return a / b;
    }

    @Override
    public double apply(double a, double b) {
        return a / b;
    }

    @Override
    public long apply(long a, long b) {
        return a / b;
    }

    @Override
    public DType resultType(DType promoted) {
        return Op.floating(promoted);
    }

    @Override
    public Saves saves() {
        return BOTH;
    }

    @Override
    public Saves saves(int needed) {
        return (needed & 2) != 0 ? BOTH : DIVISOR;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor b = saved.input(1);
        return Op.grads(
                saved.needs(0) ? grad.div(b) : null,
                saved.needs(1) ? grad.neg().mul(saved.input(0).div(b).div(b)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.NONZERO);
    }
}
