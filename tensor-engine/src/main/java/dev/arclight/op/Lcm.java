package dev.arclight.op;

import java.util.List;

/** The least common multiple, as {@code torch.lcm}. */
public record Lcm() implements BinaryOp.OnlyIntegers {
    public static final Lcm OP = new Lcm();

    @Override
    public long apply(long a, long b) {
        return SpecialFunctions.lcm(a, b);
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
