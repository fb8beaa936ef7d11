package dev.arclight.op;

import java.util.List;

/** Whether exactly one is not 0, as {@code torch.logical_xor}. */
public record LogicalXor() implements CompareOp {
    public static final LogicalXor OP = new LogicalXor();

    @Override
    public boolean test(float a, float b) {
        return a != 0 ^ b != 0;
    }

    @Override
    public boolean test(double a, double b) {
        return a != 0 ^ b != 0;
    }

    @Override
    public boolean test(long a, long b) {
        return a != 0 ^ b != 0;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
