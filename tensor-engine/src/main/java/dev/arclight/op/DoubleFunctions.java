package dev.arclight.op;

/**
 * Functions of float64 as formulas, whose scalar form here and vector form give the same bits on every CPU. The exponential is
 * within 1 ulp, tanh within 3.
 */
public final class DoubleFunctions {
    public static final double LOG2_E = 1.4426950408889634;

    /** ln 2 as the unevaluated sum of two doubles. */
    public static final double LN2_HIGH = 0x1.62e42fefa39efp-1;

    public static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

    /** Added to a small number, leaves it rounded to a whole one in the low bits. */
    public static final double ROUNDER = 0x1.8p52;

    public static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);

    /** Beyond these the exponential is infinite or 0. */
    public static final double EXP_MAX = 710;

    public static final double EXP_MIN = -746;

    /** Of smaller magnitudes the exponential is a normal number. */
    public static final double EXP_MODERATE = 708;

    /** From here on the hyperbolic tangent is 1. */
    public static final double TANH_MAX = 20;

    // 1 / k!; with |r| ≤ ln 2 / 2 what follows the last is below 5e-18.
    public static final double EXP_2 = 1.0 / 2;
    public static final double EXP_3 = EXP_2 / 3;
    public static final double EXP_4 = EXP_3 / 4;
    public static final double EXP_5 = EXP_4 / 5;
    public static final double EXP_6 = EXP_5 / 6;
    public static final double EXP_7 = EXP_6 / 7;
    public static final double EXP_8 = EXP_7 / 8;
    public static final double EXP_9 = EXP_8 / 9;
    public static final double EXP_10 = EXP_9 / 10;
    public static final double EXP_11 = EXP_10 / 11;
    public static final double EXP_12 = EXP_11 / 12;
    public static final double EXP_13 = EXP_12 / 13;

    private DoubleFunctions() {}

    /** e<sup>x</sup>. */
    public static double exp(double x) {
        double c = x > EXP_MAX ? EXP_MAX : x;
        c = c < EXP_MIN ? EXP_MIN : c;
        double shifted = Math.fma(c, LOG2_E, ROUNDER);
        double y = expm1OfSmall(remainder(c, shifted)) + 1;
        // Two factors, since 2ⁿ itself is out of range where the result is denormal or about to overflow.
        long exponent = Double.doubleToRawLongBits(shifted) - ROUNDER_BITS;
        long half = exponent >> 1;
        return y * powerOfTwo(half) * powerOfTwo(exponent - half);
    }

    /** What x is beyond the whole multiple of ln 2 in the low bits of a sum with ROUNDER. */
    private static double remainder(double x, double shifted) {
        double n = shifted - ROUNDER;
        return Math.fma(n, -LN2_LOW, Math.fma(n, -LN2_HIGH, x));
    }

    /** e<sup>r</sup> − 1 for |r| ≤ ln 2 / 2. */
    private static double expm1OfSmall(double r) {
        double p = Math.fma(EXP_13, r, EXP_12);
        p = Math.fma(p, r, EXP_11);
        p = Math.fma(p, r, EXP_10);
        p = Math.fma(p, r, EXP_9);
        p = Math.fma(p, r, EXP_8);
        p = Math.fma(p, r, EXP_7);
        p = Math.fma(p, r, EXP_6);
        p = Math.fma(p, r, EXP_5);
        p = Math.fma(p, r, EXP_4);
        p = Math.fma(p, r, EXP_3);
        p = Math.fma(p, r, EXP_2);
        return Math.fma(p, r * r, r);
    }

    private static double powerOfTwo(long exponent) {
        return Double.longBitsToDouble(exponent + 1023 << 52);
    }

    /** The hyperbolic tangent, t / (t + 2) with t = e<sup>2x</sup> − 1. */
    public static double tanh(double x) {
        double a = Math.abs(x);
        a = a > TANH_MAX ? TANH_MAX : a;
        double twice = a + a;
        double shifted = Math.fma(twice, LOG2_E, ROUNDER);
        double p = expm1OfSmall(remainder(twice, shifted));
        double halfScale = Double.longBitsToDouble(Double.doubleToRawLongBits(shifted) + (1022 - ROUNDER_BITS) << 52);
        double t = Math.fma(p, halfScale, halfScale - 0.5) * 2;
        return Math.copySign(t / (t + 2), x);
    }
}
