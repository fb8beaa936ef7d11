package dev.arclight.op;

import java.util.List;

/** {@code a · 2ᵇ} in the bits of the dtype, 0 for shifts beyond them, as {@code torch.bitwise_left_shift}. */
public record BitwiseLeftShift() implements BinaryOp.OnlyIntegers {
    public static final BitwiseLeftShift OP = new BitwiseLeftShift();

    @Override
    public long apply(long a, long b) {
        return b < 0 || b > 63 ? 0 : a << b;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.POSITIVE);
    }
}
