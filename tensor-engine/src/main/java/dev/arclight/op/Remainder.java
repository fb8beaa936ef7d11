package dev.arclight.op;

import dev.arclight.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code a / b} rounded down leaves over, with the sign of b, as {@code torch.remainder} and Python's {@code %}. */
public record Remainder() implements BinaryOp.Division {
    public static final Remainder OP = new Remainder();

    @Override
    public float apply(float a, float b) {
        return SpecialFunctions.remainder(a, b);
    }

    @Override
    public double apply(double a, double b) {
        return SpecialFunctions.remainder(a, b);
    }

    @Override
    public long apply(long a, long b) {
        requireDivisor(b);
        return Math.floorMod(a, b);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(grad, saved.needs(1) ? grad.neg().mul(saved.input(0).div(saved.input(1), "floor")) : null);
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.DIVISOR);
    }
}
