package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatReductions;
import dev.arclight.kernel.cpu.ReducePortable;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
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
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);
    private static final int STEP = LANES * GROUPS;

    private static final float[] NOTHING = {};

    private static final IntVector ODD_LANES = lanes(1);

    private static final IntVector EVEN_LANES = lanes(0);

    /** From even lanes and then odd ones to their order. */
    private static final VectorShuffle<Float> EVEN_FIRST =
            VectorShuffle.fromOp(FLOATS, lane -> lane < WIDTH / 2 ? 2 * lane : 2 * lane - WIDTH + 1);

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private final ReducePortable portable = new ReducePortable();

    /** All bits of every second lane. */
    private static IntVector lanes(int first) {
        int[] bits = new int[WIDTH];
        for (int lane = first; lane < WIDTH; lane += 2) {
            bits[lane] = -1;
        }
        return IntVector.fromArray(INTS, bits, 0);
    }

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
    public float sum(float[] in, int offset, int n, int stride) {
        float[] block = stride == 2 ? NOTHING : new float[Math.min(BLOCK, n)];
        double total = 0;
        for (int i = 0; i < n; i += BLOCK) {
            int m = Math.min(BLOCK, n - i);
            int start = offset + i * stride;
            if (stride == 2) {
                total += sumBlockOfEverySecond(in, start, m);
            } else {
                for (int k = 0; k < m; k++) {
                    block[k] = in[start + k * stride];
                }
                total += sumBlock(block, 0, m);
            }
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
        return Float.intBitsToFloat(
                fresh(Integer.MAX_VALUE).min(least0).min(least1).min(rest).reduceLanes(VectorOperators.MIN));
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

    /** {@link #sumBlock} of {@code in[offset]}, {@code in[offset + 2]} and so on. */
    private static float sumBlockOfEverySecond(float[] in, int offset, int n) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            FloatVector lanes = sumSliceOfEverySecond(in, offset, whole, 0);
            if (WIDTH == 8) {
                lanes = FloatVector.zero(FLOATS).add(lanes).add(sumSliceOfEverySecond(in, offset, whole, 8));
            } else if (WIDTH == 4) {
                lanes = FloatVector.zero(FLOATS)
                        .add(lanes)
                        .add(sumSliceOfEverySecond(in, offset, whole, 8))
                        .add(sumSliceOfEverySecond(in, offset, whole, 4)
                                .add(sumSliceOfEverySecond(in, offset, whole, 12)));
            }
            sum = sumLanes(FloatVector.zero(FLOATS).add(lanes).rearrange(EVEN_FIRST));
        }
        for (int i = whole; i < n; i++) {
            sum += in[offset + 2 * i];
        }
        return sum;
    }

    /**
     * {@link #sumSlice} of every second element, with the first half of a vector's elements in its even lanes and the other
     * half in its odd ones: where they come to lie when a second vector begins one element before them.
     */
    private static FloatVector sumSliceOfEverySecond(float[] in, int offset, int n, int first) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = offset + 2 * first;
        int end = i + 2 * n;
        for (; i + 2 * STEP <= end; i += 2 * STEP) {
            s0 = everySecond(in, i).add(s0);
            s1 = everySecond(in, i + 2 * LANES).add(s1);
            s2 = everySecond(in, i + 4 * LANES).add(s2);
            s3 = everySecond(in, i + 6 * LANES).add(s3);
        }
        FloatVector sum = FloatVector.zero(FLOATS)
                .add(s0)
                .add(s1)
                .add(FloatVector.zero(FLOATS).add(s2).add(s3));
        for (; i < end; i += 2 * LANES) {
            sum = everySecond(in, i).add(sum);
        }
        return FloatVector.zero(FLOATS).add(sum);
    }

    private static FloatVector everySecond(float[] in, int offset) {
        return bits(in, offset)
                .and(EVEN_LANES)
                .or(bits(in, offset + WIDTH - 1).and(ODD_LANES))
                .reinterpretAsFloats();
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
}
