package dev.arclight.tensor;

import static dev.arclight.kernel.cpu.NormalConstants.*;

import dev.arclight.kernel.cpu.RandomLoops;

/**
 * Pairs of standard normal numbers by the method of Box and Muller (1958) from pairs of random longs, in IEEE arithmetic
 * alone, hence with the same bits everywhere. Its loops have neither branches nor calls, so that the JIT turns them into
 * vector instructions. Holds room for its work, so each user has its own.
 */
final class Normals {
    /** The most pairs made at once. */
    static final int MOST = 256;

    private static final RandomLoops VECTORS = RandomLoops.chosen();

    /** Mantissas, exponents and halves of angles. */
    private final double[] room = new double[3 * MOST];

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
        int done = VECTORS.pairs(bits, first, second, room, count);
        if (done < count) {
            portable(bits, done, count);
        }
    }

    /** The pairs {@code from … to - 1}; the same on vectors is compared to this. */
    void portable(long[] bits, int from, int to) {
        split(bits, room, from, to);
        radii(room, first, from, to);
        rotate(room, first, second, from, to);
    }

    /** Of each pair's first long 2^exponent · mantissa in (0, 1], of its second an angle; see {@link #rotate}. */
    private static void split(long[] bits, double[] room, int from, int to) {
        for (int i = from; i < to; i++) {
            long uniform = Double.doubleToRawLongBits(((bits[2 * i] >>> 11) + 1) * 0x1.0p-53);
            // The mantissa from √½ to √2, so that the logarithm of numbers near 1 does not cancel.
            long power = uniform - SQRT_HALF_BITS >> 52;
            room[i] = Double.longBitsToDouble(uniform - (power << 52));
            room[MOST + i] = power;
            room[2 * MOST + i] = (bits[2 * i + 1] >> 11) * 0x1.0p-52 * (Math.PI / 2);
        }
    }

    /** √(−2 log(2^exponent · mantissa)). */
    private static void radii(double[] room, double[] radius, int from, int to) {
        for (int i = from; i < to; i++) {
            double m = room[i];
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
            double log = Math.fma(room[MOST + i], LN2, Math.fma(p * z, twice, twice));
            radius[i] = Math.sqrt(log * -2);
        }
    }

    /** Turns the radius into the cosine of twice the angle −π/2 ≤ x < π/2, times itself, and gives the sine likewise. */
    private static void rotate(double[] room, double[] radius, double[] other, int from, int to) {
        for (int i = from; i < to; i++) {
            double x = room[2 * MOST + i];
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
