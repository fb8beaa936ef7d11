package dev.arclight.op;

import java.util.List;

/** Whether the sign is minus, that of -0 too, as {@code torch.signbit}. */
public record Signbit() implements TestOp {
    public static final Signbit OP = new Signbit();

    @Override
    public boolean test(float x) {
        return Float.floatToRawIntBits(x) < 0;
    }

    @Override
    public boolean test(double x) {
        return Double.doubleToRawLongBits(x) < 0;
    }

    @Override
    public boolean test(long x) {
        return x < 0;
    }

    public static List<Sample> samples() {
        return Sample.unary(OP, Sample.Domain.REAL);
    }
}
