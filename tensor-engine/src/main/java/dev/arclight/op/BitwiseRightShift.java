package dev.arclight.op;

import java.util.List;

/** {@code a / 2ᵇ} rounded down, the sign for shifts beyond the bits, as {@code torch.bitwise_right_shift}. */
public record BitwiseRightShift() implements BinaryOp.OnlyIntegers {
    public static final BitwiseRightShift OP = new BitwiseRightShift();

    @Override
    public long apply(long a, long b) {
        return a >> (b < 0 || b > 63 ? 63 : b);
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.POSITIVE);
    }
}
