package dev.arclight.op;

import java.util.List;

/** {@code a == b}, as {@code torch.eq}; NaN equals nothing. */
public record Eq() implements CompareOp {
    public static final Eq OP = new Eq();

    @Override
    public boolean test(float a, float b) {
        return a == b;
    }

    @Override
    public boolean test(double a, double b) {
        return a == b;
    }

    @Override
    public boolean test(long a, long b) {
        return a == b;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
