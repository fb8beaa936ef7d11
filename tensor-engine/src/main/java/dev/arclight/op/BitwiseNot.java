package dev.arclight.op;

import java.util.List;

/** Every bit turned over, for bools the opposite, as {@code torch.bitwise_not}. */
public record BitwiseNot() implements UnaryOp.Whole {
    public static final BitwiseNot OP = new BitwiseNot();

    @Override
    public long apply(long x) {
        return ~x;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
