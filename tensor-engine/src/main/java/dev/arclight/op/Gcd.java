package dev.arclight.op;

import java.util.List;

/** The greatest common divisor, as {@code torch.gcd}. */
public record Gcd() implements BinaryOp.OnlyIntegers {
    public static final Gcd OP = new Gcd();

    @Override
    public long apply(long a, long b) {
        return SpecialFunctions.gcd(a, b);
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
