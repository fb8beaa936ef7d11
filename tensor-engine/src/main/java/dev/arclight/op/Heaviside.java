package dev.arclight.op;

import java.util.List;

/** 0 below 0, 1 above, b at 0, as {@code torch.heaviside}; NaN gives NaN. */
public record Heaviside() implements BinaryOp.OneDType {
    public static final Heaviside OP = new Heaviside();

    @Override
    public float apply(float a, float b) {
        return Float.isNaN(a) ? a : a == 0 ? b : a < 0 ? 0 : 1;
    }

    @Override
    public double apply(double a, double b) {
        return Double.isNaN(a) ? a : a == 0 ? b : a < 0 ? 0 : 1;
    }

    @Override
    public long apply(long a, long b) {
        return a == 0 ? b : a < 0 ? 0 : 1;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
