package dev.arclight.tensor;

/**
 * Pairs of standard normal numbers by the method of Box and Muller (1958) from pairs of random longs, in IEEE arithmetic
 * alone, hence with the same bits everywhere. Its loops have neither branches nor calls, so that the JIT turns them into
 * vector instructions. Holds room for its work, so each user has its own.
 */
final class Normals {
    /** The most pairs made at once. */
    static final int MOST = 256;

    private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(Math.sqrt(0.5));
    private static final double LN2 = 0.6931471805599453;

    // 1 / (2k + 1), the series of artanh(s) / s; with |s| ≤ 0.1716 what follows the last is below 1e-18.
    private static final double ARTANH_1 = 1.0 / 3;
    private static final double ARTANH_2 = 1.0 / 5;
    private static final double ARTANH_3 = 1.0 / 7;
    private static final double ARTANH_4 = 1.0 / 9;
    private static final double ARTANH_5 = 1.0 / 11;
    private static final double ARTANH_6 = 1.0 / 13;
    private static final double ARTANH_7 = 1.0 / 15;
    private static final double ARTANH_8 = 1.0 / 17;
    private static final double ARTANH_9 = 1.0 / 19;
    private static final double ARTANH_10 = 1.0 / 21;

    // ± 1 / (2k + 1)! and ± 1 / (2k)!; for |x| ≤ π/2 what follows the last is below 2e-17.
    private static final double SIN_1 = -1.0 / 6;
    private static final double SIN_2 = -SIN_1 / (4 * 5);
    private static final double SIN_3 = -SIN_2 / (6 * 7);
    private static final double SIN_4 = -SIN_3 / (8 * 9);
    private static final double SIN_5 = -SIN_4 / (10 * 11);
    private static final double SIN_6 = -SIN_5 / (12 * 13);
    private static final double SIN_7 = -SIN_6 / (14 * 15);
    private static final double SIN_8 = -SIN_7 / (16 * 17);
    private static final double SIN_9 = -SIN_8 / (18 * 19);
    private static final double SIN_10 = -SIN_9 / (20 * 21);

    private static final double COS_1 = -1.0 / 2;
    private static final double COS_2 = -COS_1 / (3 * 4);
    private static final double COS_3 = -COS_2 / (5 * 6);
    private static final double COS_4 = -COS_3 / (7 * 8);
    private static final double COS_5 = -COS_4 / (9 * 10);
    private static final double COS_6 = -COS_5 / (11 * 12);
    private static final double COS_7 = -COS_6 / (13 * 14);
    private static final double COS_8 = -COS_7 / (15 * 16);
    private static final double COS_9 = -COS_8 / (17 * 18);
    private static final double COS_10 = -COS_9 / (19 * 20);

    private final double[] mantissa = new double[MOST];
    private final double[] exponent = new double[MOST];
    private final double[] half = new double[MOST];

    /** The first and the second numbers of the pairs last made. */
    final double[] first = new double[MOST];

    final double[] second = new double[MOST];

    /**
     * Makes pairs into {@link #first} and {@link #second}.
     *
     * @param bits two random longs a pair
     * @param count at most {@link #MOST}
     */
    void pairs(long[] bits, int count) {
        split(bits, mantissa, exponent, half, count);
        radii(mantissa, exponent, first, count);
        rotate(half, first, second, count);
    }

    /** Of each pair's first long 2^exponent · mantissa in (0, 1], of its second an angle; see {@link #rotate}. */
    private static void split(long[] bits, double[] mantissa, double[] exponent, double[] half, int count) {
        for (int i = 0; i < count; i++) {
            long uniform = Double.doubleToRawLongBits(((bits[2 * i] >>> 11) + 1) * 0x1.0p-53);
            // The mantissa from √½ to √2, so that the logarithm of numbers near 1 does not cancel.
            long power = uniform - SQRT_HALF_BITS >> 52;
            mantissa[i] = Double.longBitsToDouble(uniform - (power << 52));
            exponent[i] = power;
            half[i] = (bits[2 * i + 1] >> 11) * 0x1.0p-52 * (Math.PI / 2);
        }
    }

    /** √(−2 log(2^exponent · mantissa)). */
    private static void radii(double[] mantissa, double[] exponent, double[] radius, int count) {
        for (int i = 0; i < count; i++) {
            double m = mantissa[i];
            double s = (m - 1) / (m + 1);
            double z = s * s;
            double p = Math.fma(ARTANH_10, z, ARTANH_9);
            p = Math.fma(p, z, ARTANH_8);
            p = Math.fma(p, z, ARTANH_7);
            p = Math.fma(p, z, ARTANH_6);
            p = Math.fma(p, z, ARTANH_5);
            p = Math.fma(p, z, ARTANH_4);
            p = Math.fma(p, z, ARTANH_3);
            p = Math.fma(p, z, ARTANH_2);
            p = Math.fma(p, z, ARTANH_1);
            double twice = s + s;
            double log = Math.fma(exponent[i], LN2, Math.fma(p * z, twice, twice));
            radius[i] = Math.sqrt(log * -2);
        }
    }

    /** Turns the radius into the cosine of twice the angle −π/2 ≤ x < π/2, times itself, and gives the sine likewise. */
    private static void rotate(double[] half, double[] radius, double[] other, int count) {
        for (int i = 0; i < count; i++) {
            double x = half[i];
            double z = x * x;
            double p = Math.fma(SIN_10, z, SIN_9);
            p = Math.fma(p, z, SIN_8);
            p = Math.fma(p, z, SIN_7);
            p = Math.fma(p, z, SIN_6);
            p = Math.fma(p, z, SIN_5);
            p = Math.fma(p, z, SIN_4);
            p = Math.fma(p, z, SIN_3);
            p = Math.fma(p, z, SIN_2);
            p = Math.fma(p, z, SIN_1);
            double sin = Math.fma(p * z, x, x);
            double q = Math.fma(COS_10, z, COS_9);
            q = Math.fma(q, z, COS_8);
            q = Math.fma(q, z, COS_7);
            q = Math.fma(q, z, COS_6);
            q = Math.fma(q, z, COS_5);
            q = Math.fma(q, z, COS_4);
            q = Math.fma(q, z, COS_3);
            q = Math.fma(q, z, COS_2);
            q = Math.fma(q, z, COS_1);
            double cos = Math.fma(q, z, 1.0);
            double r = radius[i];
            radius[i] = r * ((cos - sin) * (cos + sin));
            other[i] = r * (2 * sin * cos);
        }
    }
}
