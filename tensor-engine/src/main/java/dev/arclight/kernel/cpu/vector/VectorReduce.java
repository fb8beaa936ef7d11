package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatReductions;
import dev.arclight.kernel.cpu.ReducePortable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
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
    private static final int WIDTH = FLOATS.length();
    private static final int STEP = LANES * GROUPS;

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private final ReducePortable portable = new ReducePortable();

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane + lanes) % WIDTH);
    }

    @Override
    public float sum(float[] in, int offset, int n) {
        double total = 0;
        for (int i = 0; i < n; i += BLOCK) {
            total += sumBlock(in, offset + i, Math.min(BLOCK, n - i));
        }
        return (float) total;
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        double total = 0;
        for (int i = 0; i < n; i += BLOCK) {
            total += dotBlock(a, aOffset + i, b, bOffset + i, Math.min(BLOCK, n - i));
        }
        return (float) total;
    }

    @Override
    public float max(float[] in, int offset, int n) {
        if (n < WIDTH) {
            return portable.max(in, offset, n);
        }
        if (n < 4 * WIDTH) {
            return maxOfShort(in, offset, n);
        }
        // Overlapping at the end is harmless here: the greatest of all does not depend on order or repetition.
        int last = offset + n - 4 * WIDTH;
        FloatVector m0 = FloatVector.fromArray(FLOATS, in, last);
        FloatVector m1 = FloatVector.fromArray(FLOATS, in, last + WIDTH);
        FloatVector m2 = FloatVector.fromArray(FLOATS, in, last + 2 * WIDTH);
        FloatVector m3 = FloatVector.fromArray(FLOATS, in, last + 3 * WIDTH);
        for (int i = offset; i < last; i += 4 * WIDTH) {
            m0 = FloatVector.fromArray(FLOATS, in, i).max(m0);
            m1 = FloatVector.fromArray(FLOATS, in, i + WIDTH).max(m1);
            m2 = FloatVector.fromArray(FLOATS, in, i + 2 * WIDTH).max(m2);
            m3 = FloatVector.fromArray(FLOATS, in, i + 3 * WIDTH).max(m3);
        }
        return maxLanes(least().max(m0).max(m1).max(least().max(m2).max(m3)));
    }

    @Override
    public float min(float[] in, int offset, int n) {
        if (n < WIDTH) {
            return portable.min(in, offset, n);
        }
        if (n < 4 * WIDTH) {
            return minOfShort(in, offset, n);
        }
        int last = offset + n - 4 * WIDTH;
        FloatVector m0 = FloatVector.fromArray(FLOATS, in, last);
        FloatVector m1 = FloatVector.fromArray(FLOATS, in, last + WIDTH);
        FloatVector m2 = FloatVector.fromArray(FLOATS, in, last + 2 * WIDTH);
        FloatVector m3 = FloatVector.fromArray(FLOATS, in, last + 3 * WIDTH);
        for (int i = offset; i < last; i += 4 * WIDTH) {
            m0 = FloatVector.fromArray(FLOATS, in, i).min(m0);
            m1 = FloatVector.fromArray(FLOATS, in, i + WIDTH).min(m1);
            m2 = FloatVector.fromArray(FLOATS, in, i + 2 * WIDTH).min(m2);
            m3 = FloatVector.fromArray(FLOATS, in, i + 3 * WIDTH).min(m3);
        }
        return minLanes(most().min(m0).min(m1).min(most().min(m2).min(m3)));
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

    private static float sumBlock(float[] in, int offset, int n) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            FloatVector lanes = sumSlice(in, offset, whole, 0);
            if (WIDTH == 8) {
                lanes = FloatVector.zero(FLOATS).add(lanes).add(sumSlice(in, offset, whole, 8));
            } else if (WIDTH == 4) {
                lanes = FloatVector.zero(FLOATS)
                        .add(lanes)
                        .add(sumSlice(in, offset, whole, 8))
                        .add(sumSlice(in, offset, whole, 4).add(sumSlice(in, offset, whole, 12)));
            }
            sum = sumLanes(lanes);
        }
        for (int i = whole; i < n; i++) {
            sum += in[offset + i];
        }
        return sum;
    }

    /** The lanes {@code first} to {@code first + WIDTH} of the 16, their groups joined. */
    private static FloatVector sumSlice(float[] in, int offset, int n, int first) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = offset + first;
        int end = i + n;
        for (; i + STEP <= end; i += STEP) {
            s0 = FloatVector.fromArray(FLOATS, in, i).add(s0);
            s1 = FloatVector.fromArray(FLOATS, in, i + LANES).add(s1);
            s2 = FloatVector.fromArray(FLOATS, in, i + 2 * LANES).add(s2);
            s3 = FloatVector.fromArray(FLOATS, in, i + 3 * LANES).add(s3);
        }
        FloatVector sum = FloatVector.zero(FLOATS)
                .add(s0)
                .add(s1)
                .add(FloatVector.zero(FLOATS).add(s2).add(s3));
        for (; i < end; i += LANES) {
            sum = FloatVector.fromArray(FLOATS, in, i).add(sum);
        }
        return FloatVector.zero(FLOATS).add(sum);
    }

    private static float dotBlock(float[] a, int aOffset, float[] b, int bOffset, int n) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            FloatVector lanes = dotSlice(a, aOffset, b, bOffset, whole, 0);
            if (WIDTH == 8) {
                lanes = FloatVector.zero(FLOATS).add(lanes).add(dotSlice(a, aOffset, b, bOffset, whole, 8));
            } else if (WIDTH == 4) {
                lanes = FloatVector.zero(FLOATS)
                        .add(lanes)
                        .add(dotSlice(a, aOffset, b, bOffset, whole, 8))
                        .add(dotSlice(a, aOffset, b, bOffset, whole, 4)
                                .add(dotSlice(a, aOffset, b, bOffset, whole, 12)));
            }
            sum = sumLanes(lanes);
        }
        for (int i = whole; i < n; i++) {
            sum = Math.fma(a[aOffset + i], b[bOffset + i], sum);
        }
        return sum;
    }

    private static FloatVector dotSlice(float[] a, int aOffset, float[] b, int bOffset, int n, int first) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int p = aOffset + first;
        int q = bOffset + first;
        int i = 0;
        for (; i + STEP <= n; i += STEP) {
            s0 = FloatVector.fromArray(FLOATS, a, p + i).fma(FloatVector.fromArray(FLOATS, b, q + i), s0);
            s1 = FloatVector.fromArray(FLOATS, a, p + i + LANES)
                    .fma(FloatVector.fromArray(FLOATS, b, q + i + LANES), s1);
            s2 = FloatVector.fromArray(FLOATS, a, p + i + 2 * LANES)
                    .fma(FloatVector.fromArray(FLOATS, b, q + i + 2 * LANES), s2);
            s3 = FloatVector.fromArray(FLOATS, a, p + i + 3 * LANES)
                    .fma(FloatVector.fromArray(FLOATS, b, q + i + 3 * LANES), s3);
        }
        FloatVector sum = FloatVector.zero(FLOATS)
                .add(s0)
                .add(s1)
                .add(FloatVector.zero(FLOATS).add(s2).add(s3));
        for (; i < n; i += LANES) {
            sum = FloatVector.fromArray(FLOATS, a, p + i).fma(FloatVector.fromArray(FLOATS, b, q + i), sum);
        }
        return FloatVector.zero(FLOATS).add(sum);
    }

    /** Halves the lanes until one is left. */
    private static float sumLanes(FloatVector lanes) {
        FloatVector sum = FloatVector.zero(FLOATS).add(lanes);
        if (WIDTH > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (WIDTH > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        sum = sum.add(sum.rearrange(BY_2));
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    private static FloatVector least() {
        return FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
    }

    private static FloatVector most() {
        return FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY);
    }

    private static float maxOfShort(float[] in, int offset, int n) {
        int last = offset + n - WIDTH;
        FloatVector max = FloatVector.fromArray(FLOATS, in, last);
        for (int i = offset; i < last; i += WIDTH) {
            max = FloatVector.fromArray(FLOATS, in, i).max(max);
        }
        return maxLanes(least().max(max));
    }

    private static float maxLanes(FloatVector lanes) {
        FloatVector max = least().max(lanes);
        if (WIDTH > 8) {
            max = max.max(max.rearrange(BY_8));
        }
        if (WIDTH > 4) {
            max = max.max(max.rearrange(BY_4));
        }
        max = max.max(max.rearrange(BY_2));
        return max.max(max.rearrange(BY_1)).lane(0);
    }

    private static float minOfShort(float[] in, int offset, int n) {
        int last = offset + n - WIDTH;
        FloatVector min = FloatVector.fromArray(FLOATS, in, last);
        for (int i = offset; i < last; i += WIDTH) {
            min = FloatVector.fromArray(FLOATS, in, i).min(min);
        }
        return minLanes(most().min(min));
    }

    private static float minLanes(FloatVector lanes) {
        FloatVector min = most().min(lanes);
        if (WIDTH > 8) {
            min = min.min(min.rearrange(BY_8));
        }
        if (WIDTH > 4) {
            min = min.min(min.rearrange(BY_4));
        }
        min = min.min(min.rearrange(BY_2));
        return min.min(min.rearrange(BY_1)).lane(0);
    }
}
