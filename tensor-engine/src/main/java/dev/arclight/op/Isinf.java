package dev.arclight.op;

import java.util.List;

/** Whether x is infinite, as {@code torch.isinf}. */
public record Isinf() implements TestOp {
    public static final Isinf OP = new Isinf();

    @Override
    public boolean test(float x) {
        return Float.isInfinite(x);
    }

    @Override
    public boolean test(double x) {
        return Double.isInfinite(x);
    }

    @Override
    public boolean test(long x) {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
