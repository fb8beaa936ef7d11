package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code a / b} rounded toward 0 leaves over, with the sign of a, as {@code torch.fmod} and Java's {@code %}. */
public record Fmod() implements BinaryOp.Division {
    public static final Fmod OP = new Fmod();

    @Override
    public float apply(float a, float b) {
        return a % b;
    }

    @Override
    public double apply(double a, double b) {
        return a % b;
    }

    @Override
    public long apply(long a, long b) {
        requireDivisor(b);
        return a % b;
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad, saved.needs(1) ? grad.neg().mul(saved.input(0).div(saved.input(1), "trunc")) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.DIVISOR);
    }
}
