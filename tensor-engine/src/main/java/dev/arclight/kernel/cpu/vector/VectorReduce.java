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
            m0 = m0.max(FloatVector.fromArray(FLOATS, in, i));
            m1 = m1.max(FloatVector.fromArray(FLOATS, in, i + WIDTH));
            m2 = m2.max(FloatVector.fromArray(FLOATS, in, i + 2 * WIDTH));
            m3 = m3.max(FloatVector.fromArray(FLOATS, in, i + 3 * WIDTH));
        }
        return maxLanes(m0.max(m1).max(m2.max(m3)));
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
            m0 = m0.min(FloatVector.fromArray(FLOATS, in, i));
            m1 = m1.min(FloatVector.fromArray(FLOATS, in, i + WIDTH));
            m2 = m2.min(FloatVector.fromArray(FLOATS, in, i + 2 * WIDTH));
            m3 = m3.min(FloatVector.fromArray(FLOATS, in, i + 3 * WIDTH));
        }
        return minLanes(m0.min(m1).min(m2.min(m3)));
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
    public void sumColumns(float[] in, int offset, int rows, int width, float[] out, int outOffset) {
        int j = 0;
        for (; j + 4 * WIDTH <= width; j += 4 * WIDTH) {
            sumFourColumns(in, offset + j, rows, width, out, outOffset + j);
        }
        for (; j + WIDTH <= width; j += WIDTH) {
            sumColumn(in, offset + j, rows, width, out, outOffset + j);
        }
        ReducePortable.sumColumns(in, offset, rows, width, j, out, outOffset);
    }

    /** Four vectors of columns, so that a row's visit reads neighbouring cache lines. */
    private static void sumFourColumns(float[] in, int offset, int rows, int width, float[] out, int outOffset) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector high0 = zero;
        FloatVector high1 = zero;
        FloatVector high2 = zero;
        FloatVector high3 = zero;
        FloatVector middle0 = zero;
        FloatVector middle1 = zero;
        FloatVector middle2 = zero;
        FloatVector middle3 = zero;
        int index = offset;
        for (int row = 0; row < rows; ) {
            FloatVector low0 = zero;
            FloatVector low1 = zero;
            FloatVector low2 = zero;
            FloatVector low3 = zero;
            int levelEnd = Math.min(rows, row + ROWS_PER_LEVEL);
            for (; row < levelEnd; row++) {
                low0 = low0.add(FloatVector.fromArray(FLOATS, in, index));
                low1 = low1.add(FloatVector.fromArray(FLOATS, in, index + WIDTH));
                low2 = low2.add(FloatVector.fromArray(FLOATS, in, index + 2 * WIDTH));
                low3 = low3.add(FloatVector.fromArray(FLOATS, in, index + 3 * WIDTH));
                index += width;
            }
            middle0 = middle0.add(low0);
            middle1 = middle1.add(low1);
            middle2 = middle2.add(low2);
            middle3 = middle3.add(low3);
            if (row % (ROWS_PER_LEVEL * ROWS_PER_LEVEL) == 0) {
                high0 = high0.add(middle0);
                high1 = high1.add(middle1);
                high2 = high2.add(middle2);
                high3 = high3.add(middle3);
                middle0 = zero;
                middle1 = zero;
                middle2 = zero;
                middle3 = zero;
            }
        }
        high0.add(middle0).intoArray(out, outOffset);
        high1.add(middle1).intoArray(out, outOffset + WIDTH);
        high2.add(middle2).intoArray(out, outOffset + 2 * WIDTH);
        high3.add(middle3).intoArray(out, outOffset + 3 * WIDTH);
    }

    private static void sumColumn(float[] in, int offset, int rows, int width, float[] out, int outOffset) {
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector high = zero;
        FloatVector middle = zero;
        int index = offset;
        for (int row = 0; row < rows; ) {
            FloatVector low = zero;
            int levelEnd = Math.min(rows, row + ROWS_PER_LEVEL);
            for (; row < levelEnd; row++) {
                low = low.add(FloatVector.fromArray(FLOATS, in, index));
                index += width;
            }
            middle = middle.add(low);
            if (row % (ROWS_PER_LEVEL * ROWS_PER_LEVEL) == 0) {
                high = high.add(middle);
                middle = zero;
            }
        }
        high.add(middle).intoArray(out, outOffset);
    }

    @Override
    public void maxColumns(float[] in, int offset, int rows, int width, float[] out, int outOffset) {
        int j = 0;
        for (; j + WIDTH <= width; j += WIDTH) {
            int index = offset + j;
            FloatVector max = FloatVector.fromArray(FLOATS, in, index);
            for (int row = 1; row < rows; row++) {
                index += width;
                max = max.max(FloatVector.fromArray(FLOATS, in, index));
            }
            max.intoArray(out, outOffset + j);
        }
        ReducePortable.maxColumns(in, offset, rows, width, j, out, outOffset);
    }

    @Override
    public void minColumns(float[] in, int offset, int rows, int width, float[] out, int outOffset) {
        int j = 0;
        for (; j + WIDTH <= width; j += WIDTH) {
            int index = offset + j;
            FloatVector min = FloatVector.fromArray(FLOATS, in, index);
            for (int row = 1; row < rows; row++) {
                index += width;
                min = min.min(FloatVector.fromArray(FLOATS, in, index));
            }
            min.intoArray(out, outOffset + j);
        }
        ReducePortable.minColumns(in, offset, rows, width, j, out, outOffset);
    }

    private static float sumBlock(float[] in, int offset, int n) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            FloatVector lanes = sumSlice(in, offset, whole, 0);
            if (WIDTH == 8) {
                lanes = lanes.add(sumSlice(in, offset, whole, 8));
            } else if (WIDTH == 4) {
                lanes = lanes.add(sumSlice(in, offset, whole, 8))
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
            s0 = s0.add(FloatVector.fromArray(FLOATS, in, i));
            s1 = s1.add(FloatVector.fromArray(FLOATS, in, i + LANES));
            s2 = s2.add(FloatVector.fromArray(FLOATS, in, i + 2 * LANES));
            s3 = s3.add(FloatVector.fromArray(FLOATS, in, i + 3 * LANES));
        }
        FloatVector sum = s0.add(s1).add(s2.add(s3));
        for (; i < end; i += LANES) {
            sum = sum.add(FloatVector.fromArray(FLOATS, in, i));
        }
        return sum;
    }

    private static float dotBlock(float[] a, int aOffset, float[] b, int bOffset, int n) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            FloatVector lanes = dotSlice(a, aOffset, b, bOffset, whole, 0);
            if (WIDTH == 8) {
                lanes = lanes.add(dotSlice(a, aOffset, b, bOffset, whole, 8));
            } else if (WIDTH == 4) {
                lanes = lanes.add(dotSlice(a, aOffset, b, bOffset, whole, 8))
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
        FloatVector sum = s0.add(s1).add(s2.add(s3));
        for (; i < n; i += LANES) {
            sum = FloatVector.fromArray(FLOATS, a, p + i).fma(FloatVector.fromArray(FLOATS, b, q + i), sum);
        }
        return sum;
    }

    /** Halves the lanes until one is left. */
    private static float sumLanes(FloatVector lanes) {
        FloatVector sum = lanes;
        if (WIDTH > 8) {
            sum = sum.add(sum.rearrange(BY_8));
        }
        if (WIDTH > 4) {
            sum = sum.add(sum.rearrange(BY_4));
        }
        sum = sum.add(sum.rearrange(BY_2));
        return sum.add(sum.rearrange(BY_1)).lane(0);
    }

    private static float maxOfShort(float[] in, int offset, int n) {
        int last = offset + n - WIDTH;
        FloatVector max = FloatVector.fromArray(FLOATS, in, last);
        for (int i = offset; i < last; i += WIDTH) {
            max = max.max(FloatVector.fromArray(FLOATS, in, i));
        }
        return maxLanes(max);
    }

    private static float maxLanes(FloatVector lanes) {
        FloatVector max = lanes;
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
            min = min.min(FloatVector.fromArray(FLOATS, in, i));
        }
        return minLanes(min);
    }

    private static float minLanes(FloatVector lanes) {
        FloatVector min = lanes;
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
