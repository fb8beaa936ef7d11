package dev.arclight.kernel.cpu.vector;

import static dev.arclight.kernel.cpu.NormalConstants.*;
import static dev.arclight.kernel.cpu.PhiloxConstants.*;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import dev.arclight.kernel.cpu.RandomLoops;
import java.util.List;
import java.util.function.IntPredicate;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link RandomLoops} on vectors of eight longs, whose processors multiply them and turn them into doubles in one instruction;
 * for others everything is left to the caller.
 *
 * <p>Each part is short enough that C2 inlines every vector of it, and none is inlined into another: a call through an array of
 * four could be any of them.
 */
public final class VectorRandomLoops implements RandomLoops {
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = LONGS.length();
    private static final boolean USED = LANES == 8;

    /** Each lane of the first half twice. */
    private static final VectorShuffle<Float> FLOATS_TWICE = VectorShuffle.fromOp(FLOATS, lane -> lane / 2);

    // All bits of every second lane of floats.
    private static final IntVector EVEN_FLOATS =
            LongVector.broadcast(LONGS, 0xffffffffL).reinterpretAsInts();
    private static final IntVector ODD_FLOATS =
            LongVector.broadcast(LONGS, ~0xffffffffL).reinterpretAsInts();

    // Even lanes, or odd ones, side by side, twice.
    private static final VectorShuffle<Long> EVEN = VectorShuffle.fromOp(LONGS, lane -> 2 * lane % LANES);
    private static final VectorShuffle<Long> ODD = VectorShuffle.fromOp(LONGS, lane -> 2 * lane % LANES + 1);

    private static final LongVector LOW_HALF = lanes(lane -> lane < LANES / 2);
    private static final LongVector HIGH_HALF = lanes(lane -> lane >= LANES / 2);

    // Each lane of the first half twice, or of the second.
    private static final VectorShuffle<Long> LOW_TWICE = VectorShuffle.fromOp(LONGS, lane -> lane / 2);
    private static final VectorShuffle<Long> HIGH_TWICE = VectorShuffle.fromOp(LONGS, lane -> (lane + LANES) / 2);
    private static final LongVector EVEN_LANES = lanes(lane -> (lane & 1) == 0);
    private static final LongVector ODD_LANES = lanes(lane -> (lane & 1) != 0);

    /** One loop over pairs: from what is in {@code bits}, or in {@code room} of rows of {@code row} numbers. */
    private interface Part {
        void run(long[] bits, double[] first, double[] second, double[] room, int row, int n);
    }

    private static final List<Part> PARTS = List.of(
            (bits, first, second, room, row, n) -> split(bits, room, row, n),
            (bits, first, second, room, row, n) -> radii(room, first, row, n),
            (bits, first, second, room, row, n) -> sines(room, row, n),
            (bits, first, second, room, row, n) -> rotate(room, first, second, row, n));

    public VectorRandomLoops() {}

    /** All bits of some of the lanes. */
    private static LongVector lanes(IntPredicate which) {
        long[] bits = new long[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            bits[lane] = which.test(lane) ? -1 : 0;
        }
        return LongVector.fromArray(LONGS, bits, 0);
    }

    @Override
    public int philox(long key, long[] room, long[] out, int count) {
        int bound = USED ? LONGS.loopBound(count) : 0;
        rounds(key, room, room.length / 4, bound);
        join(room, room.length / 4, out, bound);
        return bound;
    }

    /** All rounds of a vector of blocks: what memory would take between two rounds is more than their products. */
    private static void rounds(long key, long[] room, int row, int n) {
        LongVector zero = LongVector.zero(LONGS);
        for (int i = 0; i < n; i += LANES) {
            LongVector x = LongVector.fromArray(LONGS, room, i);
            LongVector y = LongVector.fromArray(LONGS, room, row + i);
            LongVector z = LongVector.fromArray(LONGS, room, 2 * row + i);
            LongVector w = LongVector.fromArray(LONGS, room, 3 * row + i);
            long k = key & WORD;
            long l = key >>> 32;
            for (int round = 0; round < ROUNDS; round++) {
                LongVector p = LongVector.broadcast(LONGS, MULTIPLIER_0).mul(x);
                LongVector q = LongVector.broadcast(LONGS, MULTIPLIER_1).mul(z);
                x = q.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, y)
                        .lanewise(VectorOperators.XOR, k);
                y = q.and(WORD);
                z = p.lanewise(VectorOperators.LSHR, 32)
                        .lanewise(VectorOperators.XOR, w)
                        .lanewise(VectorOperators.XOR, l);
                w = p.and(WORD);
                k = k + WEYL_0 & WORD;
                l = l + WEYL_1 & WORD;
            }
            zero.or(x).intoArray(room, i);
            zero.or(y).intoArray(room, row + i);
            zero.or(z).intoArray(room, 2 * row + i);
            zero.or(w).intoArray(room, 3 * row + i);
        }
    }

    /** Words as longs, those of a block side by side. */
    private static void join(long[] room, int row, long[] out, int n) {
        for (int i = 0; i < n; i += LANES) {
            LongVector first = LongVector.fromArray(LONGS, room, row + i)
                    .lanewise(VectorOperators.LSHL, 32)
                    .or(LongVector.fromArray(LONGS, room, i));
            LongVector second = LongVector.fromArray(LONGS, room, 3 * row + i)
                    .lanewise(VectorOperators.LSHL, 32)
                    .or(LongVector.fromArray(LONGS, room, 2 * row + i));
            first.rearrange(LOW_TWICE)
                    .and(EVEN_LANES)
                    .or(second.rearrange(LOW_TWICE).and(ODD_LANES))
                    .intoArray(out, 2 * i);
            first.rearrange(HIGH_TWICE)
                    .and(EVEN_LANES)
                    .or(second.rearrange(HIGH_TWICE).and(ODD_LANES))
                    .intoArray(out, 2 * i + LANES);
        }
    }

    @Override
    public int pairs(long[] bits, double[] first, double[] second, double[] room, int count) {
        int bound = USED ? DOUBLES.loopBound(count) : 0;
        if (bound > 0) {
            for (Part part : PARTS) {
                part.run(bits, first, second, room, room.length / 3, bound);
            }
        }
        return bound;
    }

    /** Mantissas, exponents and halves of angles, a row of {@code room} each. */
    private static void split(long[] bits, double[] room, int row, int n) {
        for (int i = 0; i < n; i += LANES) {
            LongVector v = LongVector.fromArray(LONGS, bits, 2 * i);
            LongVector w = LongVector.fromArray(LONGS, bits, 2 * i + LANES);
            LongVector even =
                    v.rearrange(EVEN).and(LOW_HALF).or(w.rearrange(EVEN).and(HIGH_HALF));
            LongVector odd = v.rearrange(ODD).and(LOW_HALF).or(w.rearrange(ODD).and(HIGH_HALF));
            LongVector uniform = doubles(even.lanewise(VectorOperators.LSHR, 11).add(1))
                    .mul(0x1.0p-53)
                    .reinterpretAsLongs();
            LongVector power = uniform.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, 52);
            uniform.sub(power.lanewise(VectorOperators.LSHL, 52))
                    .reinterpretAsDoubles()
                    .intoArray(room, i);
            doubles(power).intoArray(room, row + i);
            doubles(odd.lanewise(VectorOperators.ASHR, 11))
                    .mul(0x1.0p-52)
                    .mul(Math.PI / 2)
                    .intoArray(room, 2 * row + i);
        }
    }

    private static DoubleVector doubles(LongVector values) {
        return (DoubleVector) values.convert(VectorOperators.L2D, 0);
    }

    /** √(−2 log(2^exponent · mantissa)). */
    private static void radii(double[] room, double[] radius, int row, int n) {
        for (int i = 0; i < n; i += LANES) {
            DoubleVector m = fromArray(DOUBLES, room, i);
            DoubleVector s = m.sub(1).div(m.add(1));
            DoubleVector z = s.mul(s);
            DoubleVector p = broadcast(DOUBLES, ARTANH_10).fma(z, broadcast(DOUBLES, ARTANH_9));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_8));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_7));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_6));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_5));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_4));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_3));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_2));
            p = p.fma(z, broadcast(DOUBLES, ARTANH_1));
            DoubleVector twice = s.add(s);
            DoubleVector log = fromArray(DOUBLES, room, row + i)
                    .fma(broadcast(DOUBLES, LN2), p.mul(z).fma(twice, twice));
            log.mul(-2).sqrt().intoArray(radius, i);
        }
    }

    /** The sines of half of the angles, over the mantissas. */
    private static void sines(double[] room, int row, int n) {
        for (int i = 0; i < n; i += LANES) {
            DoubleVector x = fromArray(DOUBLES, room, 2 * row + i);
            DoubleVector z = x.mul(x);
            DoubleVector p = broadcast(DOUBLES, SIN_10).fma(z, broadcast(DOUBLES, SIN_9));
            p = p.fma(z, broadcast(DOUBLES, SIN_8));
            p = p.fma(z, broadcast(DOUBLES, SIN_7));
            p = p.fma(z, broadcast(DOUBLES, SIN_6));
            p = p.fma(z, broadcast(DOUBLES, SIN_5));
            p = p.fma(z, broadcast(DOUBLES, SIN_4));
            p = p.fma(z, broadcast(DOUBLES, SIN_3));
            p = p.fma(z, broadcast(DOUBLES, SIN_2));
            p = p.fma(z, broadcast(DOUBLES, SIN_1));
            p.mul(z).fma(x, x).intoArray(room, i);
        }
    }

    /** The radius times the cosine of twice the angle over the radius, and times its sine. */
    private static void rotate(double[] room, double[] radius, double[] other, int row, int n) {
        for (int i = 0; i < n; i += LANES) {
            DoubleVector x = fromArray(DOUBLES, room, 2 * row + i);
            DoubleVector z = x.mul(x);
            DoubleVector q = broadcast(DOUBLES, COS_10).fma(z, broadcast(DOUBLES, COS_9));
            q = q.fma(z, broadcast(DOUBLES, COS_8));
            q = q.fma(z, broadcast(DOUBLES, COS_7));
            q = q.fma(z, broadcast(DOUBLES, COS_6));
            q = q.fma(z, broadcast(DOUBLES, COS_5));
            q = q.fma(z, broadcast(DOUBLES, COS_4));
            q = q.fma(z, broadcast(DOUBLES, COS_3));
            q = q.fma(z, broadcast(DOUBLES, COS_2));
            q = q.fma(z, broadcast(DOUBLES, COS_1));
            DoubleVector cos = q.fma(z, broadcast(DOUBLES, 1));
            DoubleVector sin = fromArray(DOUBLES, room, i);
            DoubleVector r = fromArray(DOUBLES, radius, i);
            r.mul(cos.sub(sin).mul(cos.add(sin))).intoArray(radius, i);
            r.mul(sin.mul(2).mul(cos)).intoArray(other, i);
        }
    }

    @Override
    public int uniform(long[] words, float[] out, int at, int count) {
        int bound = FLOATS.loopBound(2 * count);
        for (int i = 0; i < bound; i += FLOATS.length()) {
            ((FloatVector) LongVector.fromArray(LONGS, words, i / 2)
                            .reinterpretAsInts()
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .mul(0x1.0p-24f)
                    .intoArray(out, at + i);
        }
        return bound / 2;
    }

    @Override
    public int interleave(double[] first, double[] second, float[] out, int at, int count) {
        int bound = USED ? DOUBLES.loopBound(count) : 0;
        for (int i = 0; i < bound; i += LANES) {
            floats(first, i)
                    .and(EVEN_FLOATS)
                    .or(floats(second, i).and(ODD_FLOATS))
                    .reinterpretAsFloats()
                    .intoArray(out, at + 2 * i);
        }
        return bound;
    }

    /** A vector of doubles as floats, each twice. */
    private static IntVector floats(double[] in, int at) {
        return ((FloatVector) fromArray(DOUBLES, in, at).convertShape(VectorOperators.D2F, FLOATS, 0))
                .rearrange(FLOATS_TWICE)
                .reinterpretAsInts();
    }
}
