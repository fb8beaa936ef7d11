package dev.arclight.op;

import java.util.List;

/** 1 above 0, b at 0, else 0, as {@code torch.heaviside}. */
public record Heaviside() implements BinaryOp.OneDType {
    public static final Heaviside OP = new Heaviside();

    @Override
    public float apply(float a, float b) {
        return a == 0 ? b : a > 0 ? 1 : 0;
    }

    @Override
    public double apply(double a, double b) {
        return a == 0 ? b : a > 0 ? 1 : 0;
    }

    @Override
    public long apply(long a, long b) {
        return a == 0 ? b : a > 0 ? 1 : 0;
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
