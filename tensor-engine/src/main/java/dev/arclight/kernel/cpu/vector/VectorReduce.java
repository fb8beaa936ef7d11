package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatReductions;
import dev.arclight.kernel.cpu.ReducePortable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Reductions on vectors, in the order that {@link FloatReductions} fixes for 16 lanes: where the hardware has 8 or 4, a
 * block is walked two or four times, each time over some of the lanes.
 *
 * <p>What a loop carries is only ever an argument of a method of a fresh vector; {@code zero + sum} and the like change no
 * bit (a sum that began at 0 is never −0).
 */
public final class VectorReduce implements FloatReductions {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private static final float[] NOTHING = {};

    private final ReducePortable portable = new ReducePortable();

    @Override
    public float sum(float[] in, int offset, int n) {
        float[] room = VectorLaneSums.lanesOfThread();
        VectorSums.rows(in, offset, n, 0, 1, room, room, 0);
        return room[0];
    }

    @Override
    public void sumRows(float[] in, int offset, int n, int step, int rows, float[] out, int outOffset) {
        VectorSums.rows(in, offset, n, step, rows, VectorLaneSums.lanesOfThread(), out, outOffset);
    }

    @Override
    public float sum(float[] in, int offset, int n, int stride) {
        float[] lanes = VectorLaneSums.lanesOfThread();
        float[] block = stride == 2 ? NOTHING : new float[Math.min(BLOCK, n)];
        double total = 0;
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            int start = offset + i * stride;
            if (stride == 2) {
                total += VectorSums.blockOfEverySecond(in, start, m, lanes);
            } else {
                for (int k = 0; k < m; k++) {
                    block[k] = in[start + k * stride];
                }
                total += sum(block, 0, m);
            }
        }
        return (float) total;
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        return VectorSums.dot(a, aOffset, b, bOffset, n, VectorLaneSums.lanesOfThread());
    }

    @Override
    public boolean products(float[] in, int offset, int n, float[] products) {
        return VectorColumns.productsOfLanes(in, offset, n / (2 * LANES), products);
    }

    @Override
    public boolean productColumns(float[] in, int offset, int rows, int stride, int width, float[] products) {
        return VectorColumns.products(in, offset, rows, stride, width, products);
    }

    @Override
    public float max(float[] in, int offset, int n) {
        return n < WIDTH ? portable.max(in, offset, n) : extreme(in, offset, n, true);
    }

    @Override
    public float min(float[] in, int offset, int n) {
        return n < WIDTH ? portable.min(in, offset, n) : extreme(in, offset, n, false);
    }

    /**
     * By the bits as integers, whose extremes are one instruction each, where the maximum of floats that keeps NaN takes six or
     * more: integers have the order of floats that are positive, the opposite one of those that are negative, and NaN lies
     * beyond the infinity of its sign. At least a vector of elements; those at the end may be seen twice.
     */
    private static float extreme(float[] in, int offset, int n, boolean largest) {
        int last = offset + n - WIDTH;
        IntVector most0 = bits(in, last);
        IntVector most1 = most0;
        IntVector least0 = most0;
        IntVector least1 = most0;
        IntVector flipped0 = IntVector.broadcast(INTS, Integer.MIN_VALUE).lanewise(VectorOperators.XOR, most0);
        IntVector flipped1 = flipped0;
        int i = offset;
        for (; i <= last - WIDTH; i += 2 * WIDTH) {
            IntVector x = bits(in, i);
            IntVector y = bits(in, i + WIDTH);
            most0 = x.max(most0);
            most1 = y.max(most1);
            least0 = x.min(least0);
            least1 = y.min(least1);
            flipped0 = x.lanewise(VectorOperators.XOR, Integer.MIN_VALUE).max(flipped0);
            flipped1 = y.lanewise(VectorOperators.XOR, Integer.MIN_VALUE).max(flipped1);
        }
        // Seen again where nothing is left: of vectors that come out of a branch JDK 25 makes objects.
        IntVector rest = bits(in, Math.min(i, last));
        int most = fresh(Integer.MIN_VALUE).max(most0).max(most1).max(rest).reduceLanes(VectorOperators.MAX);
        int flipped = rest.lanewise(VectorOperators.XOR, Integer.MIN_VALUE)
                .max(flipped0)
                .max(flipped1)
                .reduceLanes(VectorOperators.MAX);
        // Before it is known to be needed: vectors of a branch that is seldom taken are objects.
        int least = fresh(Integer.MAX_VALUE).min(least0).min(least1).min(rest).reduceLanes(VectorOperators.MIN);
        if (most > INFINITY || flipped > INFINITY) {
            return Float.NaN;
        }
        // Where one has the sign that is looked for, it is the farthest from zero; else the nearest to it.
        if (largest && most >= 0) {
            return Float.intBitsToFloat(most);
        }
        if (!largest && flipped >= 0) {
            return Float.intBitsToFloat(flipped ^ Integer.MIN_VALUE);
        }
        return Float.intBitsToFloat(least);
    }

    private static IntVector bits(float[] in, int offset) {
        return FloatVector.fromArray(FLOATS, in, offset).reinterpretAsInts();
    }

    private static IntVector fresh(int value) {
        return IntVector.broadcast(INTS, value);
    }

    @Override
    public int indexOf(float[] in, int offset, int n, float value) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        if (Float.isNaN(value)) {
            for (; i < bound; i += WIDTH) {
                FloatVector x = FloatVector.fromArray(FLOATS, in, offset + i);
                VectorMask<Float> found = x.compare(VectorOperators.NE, x);
                if (found.anyTrue()) {
                    return i + found.firstTrue();
                }
            }
        } else {
            for (; i < bound; i += WIDTH) {
                VectorMask<Float> found =
                        FloatVector.fromArray(FLOATS, in, offset + i).compare(VectorOperators.EQ, value);
                if (found.anyTrue()) {
                    return i + found.firstTrue();
                }
            }
        }
        int rest = portable.indexOf(in, offset + i, n - i, value);
        return rest < 0 ? -1 : i + rest;
    }

    @Override
    public int firstBeyond(float[] in, int offset, int n, float limit, boolean above) {
        int bound = FLOATS.loopBound(n);
        int i = 0;
        if (above) {
            for (; i < bound; i += WIDTH) {
                VectorMask<Float> within =
                        FloatVector.fromArray(FLOATS, in, offset + i).compare(VectorOperators.LE, limit);
                if (!within.allTrue()) {
                    return i + within.not().firstTrue();
                }
            }
        } else {
            for (; i < bound; i += WIDTH) {
                VectorMask<Float> beyond =
                        FloatVector.fromArray(FLOATS, in, offset + i).compare(VectorOperators.LT, limit);
                if (beyond.anyTrue()) {
                    return i + beyond.firstTrue();
                }
            }
        }
        return i + portable.firstBeyond(in, offset + i, n - i, limit, above);
    }

    @Override
    public void sumColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        VectorColumns.sum(in, offset, rows, stride, width, out, outOffset);
    }

    @Override
    public void maxColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        VectorColumns.max(in, offset, rows, stride, width, out, outOffset);
    }

    @Override
    public void minColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        VectorColumns.min(in, offset, rows, stride, width, out, outOffset);
    }

    @Override
    public void indexColumns(float[] in, int offset, int rows, int stride, int width, float[] values, int[] found) {
        VectorColumns.index(in, offset, rows, stride, width, values, found);
    }
}
