package dev.arclight.op;

import java.util.List;

/** The neighbour of a in the direction of b, as {@code torch.nextafter}. */
public record Nextafter() implements BinaryOp.OnlyFloating {
    public static final Nextafter OP = new Nextafter();

    @Override
    public float apply(float a, float b) {
        return Math.nextAfter(a, (double) b);
    }

    @Override
    public double apply(double a, double b) {
        return Math.nextAfter(a, b);
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return Sample.binary(OP, Sample.Domain.REAL, Sample.Domain.REAL);
    }
}
