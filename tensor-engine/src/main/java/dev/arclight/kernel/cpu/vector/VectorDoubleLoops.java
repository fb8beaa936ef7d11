package dev.arclight.kernel.cpu.vector;

import static dev.arclight.op.DoubleFunctions.*;
import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;

import dev.arclight.kernel.cpu.DoubleLoops;
import java.util.List;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DoubleLoops} on vectors of eight doubles, whose processors have minimum and maximum of longs; for others the portable
 * loops. Blocks with numbers that a formula does not hold for, or NaN, go through the scalar definition.
 */
public final class VectorDoubleLoops implements DoubleLoops {
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    private static final int LANES = DOUBLES.length();
    private static final boolean USED = LANES == 8;

    /** Elements that are looked at together; they and what is handed on stay in the first cache. */
    private static final int BLOCK = 512;

    private static final long MODERATE = Double.doubleToRawLongBits(EXP_MODERATE);
    private static final long INFINITY = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);
    private static final long TANH_MAX_BITS = Double.doubleToRawLongBits(TANH_MAX);

    /** A thread's memory for what a part hands on to the next. */
    private static final ThreadLocal<double[]> ROOM = ThreadLocal.withInitial(() -> new double[2 * BLOCK]);

    /** A loop over whole vectors, short enough that C2 inlines every vector of it. */
    private interface Part {
        void run(double[] x, int at, double[] y, int o, double[] room, int n);
    }

    private static final List<Part> EXP = List.of((x, at, y, o, room, n) -> moderateExp(x, at, y, o, n));

    private static final List<Part> TANH = List.of(
            (x, at, y, o, room, n) -> reduce(x, at, room, n),
            (x, at, y, o, room, n) -> expm1(room, n),
            (x, at, y, o, room, n) -> finish(x, at, y, o, room, n));

    private final DoubleLoops portable = new Portable();

    public VectorDoubleLoops() {}

    @Override
    public void exp(double[] x, int at, double[] y, int o, int n) {
        int bound = USED ? DOUBLES.loopBound(n) : 0;
        for (int i = 0; i < bound; i += BLOCK) {
            int m = Math.min(BLOCK, bound - i);
            if (most(x, at + i, m) < MODERATE) {
                run(EXP, x, at + i, y, o + i, m);
            } else {
                portable.exp(x, at + i, y, o + i, m);
            }
        }
        portable.exp(x, at + bound, y, o + bound, n - bound);
    }

    @Override
    public void tanh(double[] x, int at, double[] y, int o, int n) {
        int bound = USED ? DOUBLES.loopBound(n) : 0;
        for (int i = 0; i < bound; i += BLOCK) {
            int m = Math.min(BLOCK, bound - i);
            if (most(x, at + i, m) <= INFINITY) {
                run(TANH, x, at + i, y, o + i, m);
            } else {
                portable.tanh(x, at + i, y, o + i, m);
            }
        }
        portable.tanh(x, at + bound, y, o + bound, n - bound);
    }

    private static void run(List<Part> parts, double[] x, int at, double[] y, int o, int n) {
        double[] room = ROOM.get();
        for (int i = 0; i < parts.size(); i++) {
            parts.get(i).run(x, at, y, o, room, n);
        }
    }

    /** The bits of the largest magnitude; those of a NaN are larger than those of infinity. */
    private static long most(double[] x, int at, int n) {
        LongVector most = LongVector.zero(LONGS);
        for (int i = 0; i < n; i += LANES) {
            most = fromArray(DOUBLES, x, at + i)
                    .reinterpretAsLongs()
                    .and(Long.MAX_VALUE)
                    .max(most);
        }
        return LongVector.zero(LONGS).max(most).reduceLanes(VectorOperators.MAX);
    }

    /** The exponential where it is a normal number. */
    private static void moderateExp(double[] x, int at, double[] y, int o, int n) {
        for (int i = 0; i < n; i += LANES) {
            DoubleVector v = fromArray(DOUBLES, x, at + i);
            DoubleVector shifted = v.fma(broadcast(DOUBLES, LOG2_E), broadcast(DOUBLES, ROUNDER));
            DoubleVector k = shifted.sub(ROUNDER);
            DoubleVector r = k.fma(broadcast(DOUBLES, -LN2_LOW), k.fma(broadcast(DOUBLES, -LN2_HIGH), v));
            DoubleVector p = broadcast(DOUBLES, EXP_13).fma(r, broadcast(DOUBLES, EXP_12));
            p = p.fma(r, broadcast(DOUBLES, EXP_11));
            p = p.fma(r, broadcast(DOUBLES, EXP_10));
            p = p.fma(r, broadcast(DOUBLES, EXP_9));
            p = p.fma(r, broadcast(DOUBLES, EXP_8));
            p = p.fma(r, broadcast(DOUBLES, EXP_7));
            p = p.fma(r, broadcast(DOUBLES, EXP_6));
            p = p.fma(r, broadcast(DOUBLES, EXP_5));
            p = p.fma(r, broadcast(DOUBLES, EXP_4));
            p = p.fma(r, broadcast(DOUBLES, EXP_3));
            p = p.fma(r, broadcast(DOUBLES, EXP_2));
            p.fma(r.mul(r), r)
                    .add(1)
                    .reinterpretAsLongs()
                    .add(shifted.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52))
                    .reinterpretAsDoubles()
                    .intoArray(y, o + i);
        }
    }

    /** What twice the magnitude is beyond a whole multiple n of ln 2, and 2ⁿ⁻¹. */
    private static void reduce(double[] x, int at, double[] room, int n) {
        for (int i = 0; i < n; i += LANES) {
            DoubleVector a = fromArray(DOUBLES, x, at + i)
                    .reinterpretAsLongs()
                    .and(Long.MAX_VALUE)
                    .min(TANH_MAX_BITS)
                    .reinterpretAsDoubles();
            DoubleVector twice = a.add(a);
            DoubleVector shifted = twice.fma(broadcast(DOUBLES, LOG2_E), broadcast(DOUBLES, ROUNDER));
            DoubleVector k = shifted.sub(ROUNDER);
            k.fma(broadcast(DOUBLES, -LN2_LOW), k.fma(broadcast(DOUBLES, -LN2_HIGH), twice))
                    .intoArray(room, i);
            shifted.reinterpretAsLongs()
                    .add(1022 - ROUNDER_BITS)
                    .lanewise(VectorOperators.LSHL, 52)
                    .reinterpretAsDoubles()
                    .intoArray(room, BLOCK + i);
        }
    }

    private static void expm1(double[] room, int n) {
        for (int i = 0; i < n; i += LANES) {
            DoubleVector r = fromArray(DOUBLES, room, i);
            DoubleVector p = broadcast(DOUBLES, EXP_13).fma(r, broadcast(DOUBLES, EXP_12));
            p = p.fma(r, broadcast(DOUBLES, EXP_11));
            p = p.fma(r, broadcast(DOUBLES, EXP_10));
            p = p.fma(r, broadcast(DOUBLES, EXP_9));
            p = p.fma(r, broadcast(DOUBLES, EXP_8));
            p = p.fma(r, broadcast(DOUBLES, EXP_7));
            p = p.fma(r, broadcast(DOUBLES, EXP_6));
            p = p.fma(r, broadcast(DOUBLES, EXP_5));
            p = p.fma(r, broadcast(DOUBLES, EXP_4));
            p = p.fma(r, broadcast(DOUBLES, EXP_3));
            p = p.fma(r, broadcast(DOUBLES, EXP_2));
            p.fma(r.mul(r), r).intoArray(room, i);
        }
    }

    private static void finish(double[] x, int at, double[] y, int o, double[] room, int n) {
        for (int i = 0; i < n; i += LANES) {
            DoubleVector halfScale = fromArray(DOUBLES, room, BLOCK + i);
            DoubleVector t = fromArray(DOUBLES, room, i)
                    .fma(halfScale, halfScale.sub(0.5))
                    .mul(2);
            LongVector sign = fromArray(DOUBLES, x, at + i).reinterpretAsLongs().and(Long.MIN_VALUE);
            t.div(t.add(2)).reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(y, o + i);
        }
    }
}
