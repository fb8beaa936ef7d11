package dev.arclight.op;

import java.util.List;

/** Whether x is 0, as {@code torch.logical_not}. */
public record LogicalNot() implements TestOp {
    public static final LogicalNot OP = new LogicalNot();

    @Override
    public boolean test(float x) {
        return x == 0;
    }

    @Override
    public boolean test(double x) {
        return x == 0;
    }

    @Override
    public boolean test(long x) {
        return x == 0;
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
