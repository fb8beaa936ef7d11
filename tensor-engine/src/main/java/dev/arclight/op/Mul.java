package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code a · b}, as {@code torch.mul}; on two bools it is and. */
public record Mul() implements BinaryOp {
    public static final Mul OP = new Mul();

    @Override
    public float apply(float a, float b) {
        return a * b;
    }

    @Override
    public double apply(double a, double b) {
        return a * b;
    }

    @Override
    public long apply(long a, long b) {
        return a * b;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public Saves saves(int needed) {
        return Saves.crosswise(needed);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(
                saved.needs(0) ? grad.mul(saved.input(1)) : null, saved.needs(1) ? grad.mul(saved.input(0)) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
