package dev.arclight.op;

import java.util.List;

/** The bits that are set in both, for bools the logical operation, as {@code torch.bitwise_and}. */
public record BitwiseAnd() implements BinaryOp.Whole {
    public static final BitwiseAnd OP = new BitwiseAnd();

    @Override
    public long apply(long a, long b) {
        return a & b;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
