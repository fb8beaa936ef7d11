package dev.arclight.op;

import java.util.List;

/** The bits in which both differ, for bools the logical operation, as {@code torch.bitwise_xor}. */
public record BitwiseXor() implements BinaryOp.Whole {
    public static final BitwiseXor OP = new BitwiseXor();

    @Override
    public long apply(long a, long b) {
        return a ^ b;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
