package dev.arclight.op;

import java.util.List;

/** Whether x is neither NaN nor infinite, as {@code torch.isfinite}. */
public record Isfinite() implements TestOp {
    public static final Isfinite OP = new Isfinite();

    @Override
    public boolean test(float x) {
        return Float.isFinite(x);
    }

    @Override
    public boolean test(double x) {
        return Double.isFinite(x);
    }

    @Override
    public boolean test(long x) {
        return true;
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
