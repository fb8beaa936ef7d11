package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatReductions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The sums of spans for {@link VectorReduce}, in the order that {@link FloatReductions} fixes: of whole rows of 16, as many of
 * their lanes at a time as a vector has, then of the rest.
 *
 * <p>Each is one method that calls the Vector API and nothing else and has more than the 325 bytes of code that C2 inlines at
 * most. Where C2 inlined them into kernels, which it did once those were hot, it came to the end of what it inlines before the
 * last of the vectors and made objects of them all: a sum of a million took 1,100 µs in place of 50 in every third run. A call
 * costs as much as 100 elements, so all blocks and rows are added in one.
 *
 * <p>What a loop carries is only ever an argument of a method of a fresh vector; {@code zero + sum} changes no bit (a sum that
 * began at 0 is never −0).
 */
final class VectorSums {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int LANES = FloatReductions.LANES;
    private static final int BLOCK = FloatReductions.BLOCK;
    private static final int STEP = LANES * FloatReductions.GROUPS;

    private static final IntVector ODD_LANES = everySecondLane(1);
    private static final IntVector EVEN_LANES = everySecondLane(0);

    /** From even lanes and then odd ones to their order. */
    private static final VectorShuffle<Float> EVEN_FIRST =
            VectorShuffle.fromOp(FLOATS, lane -> lane < WIDTH / 2 ? 2 * lane : 2 * lane - WIDTH + 1);

    private static final VectorShuffle<Float> BY_8 = rotation(8);
    private static final VectorShuffle<Float> BY_4 = rotation(4);
    private static final VectorShuffle<Float> BY_2 = rotation(2);
    private static final VectorShuffle<Float> BY_1 = rotation(1);

    private VectorSums() {}

    /** All bits of every second lane. */
    private static IntVector everySecondLane(int first) {
        int[] bits = new int[WIDTH];
        for (int lane = first; lane < WIDTH; lane += 2) {
            bits[lane] = -1;
        }
        return IntVector.fromArray(INTS, bits, 0);
    }

    private static VectorShuffle<Float> rotation(int lanes) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane + lanes) % WIDTH);
    }

    /**
     * {@link FloatReductions#sumRows}.
     *
     * @param lanes room for 16 numbers; may be {@code out} if there is one row
     */
    static void rows(float[] in, int offset, int n, int step, int rows, float[] lanes, float[] out, int outOffset) {
        for (int row = 0; row < rows; row++) {
            double total = 0;
            for (int from = 0; from < n; from += BLOCK) {
                int at = offset + row * step + from;
                int m = Math.min(BLOCK, n - from);
                float block = 0;
                int whole = at + (m & -LANES);
                for (int first = 0; first < LANES; first += WIDTH) {
                    FloatVector s0 = FloatVector.zero(FLOATS);
                    FloatVector s1 = FloatVector.zero(FLOATS);
                    FloatVector s2 = FloatVector.zero(FLOATS);
                    FloatVector s3 = FloatVector.zero(FLOATS);
                    int i = at + first;
                    for (; i + STEP <= whole + first; i += STEP) {
                        s0 = FloatVector.fromArray(FLOATS, in, i).add(s0);
                        s1 = FloatVector.fromArray(FLOATS, in, i + LANES).add(s1);
                        s2 = FloatVector.fromArray(FLOATS, in, i + 2 * LANES).add(s2);
                        s3 = FloatVector.fromArray(FLOATS, in, i + 3 * LANES).add(s3);
                    }
                    FloatVector sum = FloatVector.zero(FLOATS)
                            .add(s0)
                            .add(s1)
                            .add(FloatVector.zero(FLOATS).add(s2).add(s3));
                    for (; i < whole + first; i += LANES) {
                        sum = FloatVector.fromArray(FLOATS, in, i).add(sum);
                    }
                    sum = FloatVector.zero(FLOATS).add(sum);
                    if (WIDTH == LANES) {
                        sum = sum.add(sum.rearrange(BY_8));
                        sum = sum.add(sum.rearrange(BY_4));
                        sum = sum.add(sum.rearrange(BY_2));
                        block = sum.add(sum.rearrange(BY_1)).lane(0);
                    } else {
                        sum.intoArray(lanes, first);
                    }
                }
                if (WIDTH < LANES) {
                    block = VectorLaneSums.join(lanes);
                }
                for (int i = whole; i < at + m; i++) {
                    block += in[i];
                }
                total += block;
            }
            out[outOffset + row] = (float) total;
        }
    }

    /** The sum of the products of pairs, each multiplied and added with one rounding. */
    static float dot(float[] a, int aOffset, float[] b, int bOffset, int n, float[] lanes) {
        double total = 0;
        for (int from = 0; from < n; from += BLOCK) {
            int m = Math.min(BLOCK, n - from);
            int p = aOffset + from;
            int q = bOffset + from;
            float block = 0;
            int whole = m & -LANES;
            for (int first = 0; first < LANES; first += WIDTH) {
                FloatVector s0 = FloatVector.zero(FLOATS);
                FloatVector s1 = FloatVector.zero(FLOATS);
                FloatVector s2 = FloatVector.zero(FLOATS);
                FloatVector s3 = FloatVector.zero(FLOATS);
                int i = first;
                for (; i + STEP <= whole + first; i += STEP) {
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
                for (; i < whole + first; i += LANES) {
                    sum = FloatVector.fromArray(FLOATS, a, p + i).fma(FloatVector.fromArray(FLOATS, b, q + i), sum);
                }
                sum = FloatVector.zero(FLOATS).add(sum);
                if (WIDTH == LANES) {
                    sum = sum.add(sum.rearrange(BY_8));
                    sum = sum.add(sum.rearrange(BY_4));
                    sum = sum.add(sum.rearrange(BY_2));
                    block = sum.add(sum.rearrange(BY_1)).lane(0);
                } else {
                    sum.intoArray(lanes, first);
                }
            }
            if (WIDTH < LANES) {
                block = VectorLaneSums.join(lanes);
            }
            for (int i = whole; i < m; i++) {
                block = Math.fma(a[p + i], b[q + i], block);
            }
            total += block;
        }
        return (float) total;
    }

    /**
     * The sum of n elements, at most a block, from {@code in[offset]} on, of which every second one is skipped: with the first
     * half of a vector's elements in its even lanes and the other half in its odd ones, where they come to lie when a second
     * vector begins one element before them.
     */
    static float blockOfEverySecond(float[] in, int offset, int n, float[] lanes) {
        float block = 0;
        int whole = n & -LANES;
        for (int first = 0; first < LANES; first += WIDTH) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            int i = offset + 2 * first;
            int end = i + 2 * whole;
            for (; i + 2 * STEP <= end; i += 2 * STEP) {
                s0 = FloatVector.fromArray(FLOATS, in, i)
                        .reinterpretAsInts()
                        .and(EVEN_LANES)
                        .or(FloatVector.fromArray(FLOATS, in, i + WIDTH - 1)
                                .reinterpretAsInts()
                                .and(ODD_LANES))
                        .reinterpretAsFloats()
                        .add(s0);
                s1 = FloatVector.fromArray(FLOATS, in, i + 2 * LANES)
                        .reinterpretAsInts()
                        .and(EVEN_LANES)
                        .or(FloatVector.fromArray(FLOATS, in, i + 2 * LANES + WIDTH - 1)
                                .reinterpretAsInts()
                                .and(ODD_LANES))
                        .reinterpretAsFloats()
                        .add(s1);
                s2 = FloatVector.fromArray(FLOATS, in, i + 4 * LANES)
                        .reinterpretAsInts()
                        .and(EVEN_LANES)
                        .or(FloatVector.fromArray(FLOATS, in, i + 4 * LANES + WIDTH - 1)
                                .reinterpretAsInts()
                                .and(ODD_LANES))
                        .reinterpretAsFloats()
                        .add(s2);
                s3 = FloatVector.fromArray(FLOATS, in, i + 6 * LANES)
                        .reinterpretAsInts()
                        .and(EVEN_LANES)
                        .or(FloatVector.fromArray(FLOATS, in, i + 6 * LANES + WIDTH - 1)
                                .reinterpretAsInts()
                                .and(ODD_LANES))
                        .reinterpretAsFloats()
                        .add(s3);
            }
            FloatVector sum = FloatVector.zero(FLOATS)
                    .add(s0)
                    .add(s1)
                    .add(FloatVector.zero(FLOATS).add(s2).add(s3));
            for (; i < end; i += 2 * LANES) {
                sum = FloatVector.fromArray(FLOATS, in, i)
                        .reinterpretAsInts()
                        .and(EVEN_LANES)
                        .or(FloatVector.fromArray(FLOATS, in, i + WIDTH - 1)
                                .reinterpretAsInts()
                                .and(ODD_LANES))
                        .reinterpretAsFloats()
                        .add(sum);
            }
            sum = FloatVector.zero(FLOATS).add(sum).rearrange(EVEN_FIRST);
            if (WIDTH == LANES) {
                sum = sum.add(sum.rearrange(BY_8));
                sum = sum.add(sum.rearrange(BY_4));
                sum = sum.add(sum.rearrange(BY_2));
                block = sum.add(sum.rearrange(BY_1)).lane(0);
            } else {
                sum.intoArray(lanes, first);
            }
        }
        if (WIDTH < LANES) {
            block = VectorLaneSums.join(lanes);
        }
        for (int i = whole; i < n; i++) {
            block += in[offset + 2 * i];
        }
        return block;
    }
}
