package dev.arclight.kernel.cpu.vector;

import dev.arclight.kernel.cpu.FloatReductions;
import dev.arclight.kernel.cpu.ReducePortable;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The reductions of columns for {@link VectorReduce}: each lane of a vector is a column. What a loop carries is only ever an
 * argument of a method of a fresh vector.
 */
final class VectorColumns {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();

    private static final int LANES = FloatReductions.LANES;
    private static final int GROUPS = FloatReductions.GROUPS;
    private static final int BLOCK = FloatReductions.BLOCK;

    /** Of so few rows a group's sums are not worth storing before they are joined. */
    private static final int FEW = 2;

    /** Columns of a page of memory of 4 KB. */
    private static final int PAGE = 1024;

    /** Rows of sums of lanes that wait for others: one for each halving of the lanes, and the one that joins them. */
    private static final int KEPT = Integer.numberOfTrailingZeros(LANES) + 1;

    /** Rows of sums of groups that wait to be joined. */
    private static final int TEMPORARY = 2;

    /** For what is narrower than a vector. */
    private static final ReducePortable PORTABLE = new ReducePortable();

    private VectorColumns() {}

    static void sum(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        if (rows <= BLOCK) {
            sumBlock(in, offset, rows, stride, width, out, outOffset);
            return;
        }
        double[] totals = new double[width];
        for (int row = 0; row < rows; row += BLOCK) {
            sumBlock(in, offset + row * stride, Math.min(BLOCK, rows - row), stride, width, out, outOffset);
            for (int j = 0; j < width; j++) {
                totals[j] += out[outOffset + j];
            }
        }
        for (int j = 0; j < width; j++) {
            out[outOffset + j] = (float) totals[j];
        }
    }

    /**
     * The sums of at most {@link FloatReductions#BLOCK} rows: of a lane of {@link FloatReductions} after the other, over so
     * many columns that each row of it is read along a page of memory. The lanes come in the order in which each joins those
     * before it, so that few of their sums are kept.
     */
    private static void sumBlock(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        if (width < WIDTH) {
            PORTABLE.sumColumns(in, offset, rows, stride, width, out, outOffset);
            return;
        }
        int whole = rows & -LANES;
        int visits = whole / (LANES * GROUPS);
        int rest = whole / LANES - visits * GROUPS;
        // A row of these has whole vectors: of columns that do not fill the last one, it overlaps the one before.
        int padded = Math.min(PAGE, width + WIDTH - 1 & -WIDTH);
        float[] partial = new float[(KEPT + TEMPORARY) * padded];
        for (int j = 0; j < width; j += PAGE) {
            int columns = Math.min(PAGE, width - j);
            if (columns < WIDTH) {
                j -= WIDTH - columns;
                columns = WIDTH;
            }
            int at = offset + j;
            if (whole > 0) {
                sumLanes(in, at, visits, rest, stride, columns, partial, padded);
            } else {
                Arrays.fill(partial, 0, padded, 0);
            }
            for (int row = whole; row < rows; row++) {
                addRow(in, at + row * stride, columns, partial, 0);
            }
            System.arraycopy(partial, 0, out, outOffset + j, columns & -WIDTH);
            int last = (columns - 1) / WIDTH * WIDTH;
            System.arraycopy(partial, last, out, outOffset + j + columns - WIDTH, WIDTH);
        }
    }

    /** Leaves the sums of whole rows of 16 in the first row of {@code partial}. */
    private static void sumLanes(
            float[] in, int offset, int visits, int rest, int stride, int columns, float[] partial, int padded) {
        int vectors = (columns + WIDTH - 1) / WIDTH * WIDTH;
        int temporary = KEPT * padded;
        int kept = 0;
        for (int i = 0; i < LANES; i++) {
            int lane = Integer.reverse(i) >>> Integer.numberOfLeadingZeros(LANES - 1);
            int start = offset + lane * stride;
            int sum = kept++ * padded;
            if (visits <= FEW) {
                sumLane(in, start, visits, rest, stride, columns, partial, sum);
            } else {
                int group = LANES * stride;
                int step = GROUPS * group;
                sumRows(in, start, visits, step, columns, partial, sum);
                sumRows(in, start + group, visits, step, columns, partial, temporary);
                add(partial, temporary, partial, sum, vectors);
                sumRows(in, start + 2 * group, visits, step, columns, partial, temporary);
                sumRows(in, start + 3 * group, visits, step, columns, partial, temporary + padded);
                add(partial, temporary + padded, partial, temporary, vectors);
                add(partial, temporary, partial, sum, vectors);
                for (int row = 0; row < rest; row++) {
                    addRow(in, start + visits * step + row * group, columns, partial, sum);
                }
            }
            for (int bit = i; (bit & 1) != 0; bit >>= 1) {
                kept--;
                add(partial, kept * padded, partial, (kept - 1) * padded, vectors);
            }
        }
    }

    /** The sums of a lane: of its four groups, joined, and of the remaining rows of 16. */
    private static void sumLane(
            float[] in, int offset, int visits, int rest, int stride, int columns, float[] out, int at) {
        int group = LANES * stride;
        for (int j = 0; j < columns; j += WIDTH) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            int index = offset + Math.min(j, columns - WIDTH);
            for (int visit = 0; visit < visits; visit++) {
                s0 = FloatVector.fromArray(FLOATS, in, index).add(s0);
                s1 = FloatVector.fromArray(FLOATS, in, index + group).add(s1);
                s2 = FloatVector.fromArray(FLOATS, in, index + 2 * group).add(s2);
                s3 = FloatVector.fromArray(FLOATS, in, index + 3 * group).add(s3);
                index += GROUPS * group;
            }
            FloatVector sum = FloatVector.zero(FLOATS)
                    .add(s0)
                    .add(s1)
                    .add(FloatVector.zero(FLOATS).add(s2).add(s3));
            for (int i = 0; i < rest; i++) {
                sum = FloatVector.fromArray(FLOATS, in, index).add(sum);
                index += group;
            }
            FloatVector.zero(FLOATS).add(sum).intoArray(out, at + j);
        }
    }

    /** The sums of rows, four vectors of columns at a time. */
    private static void sumRows(float[] in, int offset, int rows, int stride, int columns, float[] out, int at) {
        int j = 0;
        for (; j + 4 * WIDTH <= columns; j += 4 * WIDTH) {
            sumRowsOfFour(in, offset + j, rows, stride, out, at + j);
        }
        for (; j < columns; j += WIDTH) {
            FloatVector sum = FloatVector.zero(FLOATS);
            int index = offset + Math.min(j, columns - WIDTH);
            for (int row = 0; row < rows; row++) {
                sum = FloatVector.fromArray(FLOATS, in, index).add(sum);
                index += stride;
            }
            FloatVector.zero(FLOATS).add(sum).intoArray(out, at + j);
        }
    }

    private static void sumRowsOfFour(float[] in, int offset, int rows, int stride, float[] out, int at) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
        int index = offset;
        for (int row = 0; row < rows; row++) {
            s0 = FloatVector.fromArray(FLOATS, in, index).add(s0);
            s1 = FloatVector.fromArray(FLOATS, in, index + WIDTH).add(s1);
            s2 = FloatVector.fromArray(FLOATS, in, index + 2 * WIDTH).add(s2);
            s3 = FloatVector.fromArray(FLOATS, in, index + 3 * WIDTH).add(s3);
            index += stride;
        }
        FloatVector.zero(FLOATS).add(s0).intoArray(out, at);
        FloatVector.zero(FLOATS).add(s1).intoArray(out, at + WIDTH);
        FloatVector.zero(FLOATS).add(s2).intoArray(out, at + 2 * WIDTH);
        FloatVector.zero(FLOATS).add(s3).intoArray(out, at + 3 * WIDTH);
    }

    /** {@code out += in}, a row of columns onto one of whole vectors. */
    private static void addRow(float[] in, int offset, int columns, float[] out, int outOffset) {
        for (int j = 0; j < columns; j += WIDTH) {
            FloatVector.fromArray(FLOATS, out, outOffset + j)
                    .add(FloatVector.fromArray(FLOATS, in, offset + Math.min(j, columns - WIDTH)))
                    .intoArray(out, outOffset + j);
        }
    }

    /** {@code out += in}, a multiple of a vector's lanes. */
    private static void add(float[] in, int offset, float[] out, int outOffset, int n) {
        for (int i = 0; i < n; i += WIDTH) {
            FloatVector.fromArray(FLOATS, out, outOffset + i)
                    .add(FloatVector.fromArray(FLOATS, in, offset + i))
                    .intoArray(out, outOffset + i);
        }
    }

    static boolean products(float[] in, int offset, int rows, int stride, int width, float[] products) {
        if (width < 2 * WIDTH) {
            return PORTABLE.productColumns(in, offset, rows, stride, width, products);
        }
        boolean normal = true;
        int j = 0;
        for (; j + 4 * WIDTH <= width; j += 4 * WIDTH) {
            normal &= productsOfFour(in, offset + j, rows, stride, products, j);
        }
        for (; j < width; j += 2 * WIDTH) {
            j = Math.min(j, width - 2 * WIDTH);
            normal &= productsOfTwo(in, offset + j, rows, stride, products, j);
        }
        return normal;
    }

    /**
     * Of 32 columns side by side, the two halves joined: by loops of two vectors, since with one of four and what joins them C2
     * would come to the end of what it inlines, and a million elements took 78 µs instead of 46.
     */
    static boolean productsOfLanes(float[] in, int offset, int rows, float[] products) {
        if (WIDTH == LANES) {
            return joinedProductsOfTwo(in, offset, rows, products);
        }
        boolean normal = true;
        for (int j = 0; j < 2 * LANES; j += 2 * WIDTH) {
            normal &= productsOfTwo(in, offset + j, rows, 2 * LANES, products, j);
        }
        return joinProducts(products) && normal;
    }

    /** {@link #productsOfLanes} on vectors of as many lanes, whose least magnitude is looked for once. */
    private static boolean joinedProductsOfTwo(float[] in, int offset, int rows, float[] products) {
        FloatVector p0 = FloatVector.broadcast(FLOATS, 1);
        FloatVector p1 = FloatVector.broadcast(FLOATS, 1);
        IntVector least = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        int index = offset;
        for (int row = 0; row < rows; row++) {
            p0 = FloatVector.fromArray(FLOATS, in, index).mul(p0);
            p1 = FloatVector.fromArray(FLOATS, in, index + WIDTH).mul(p1);
            least = magnitude(p0).min(magnitude(p1)).min(least);
            index += 2 * WIDTH;
        }
        FloatVector product = FloatVector.broadcast(FLOATS, 1).mul(p0).mul(p1);
        product.intoArray(products, 0);
        return areNormal(magnitude(product).min(least));
    }

    /** As {@link #productsOfTwo}: a product waits for the one before it, and four are on their way at a time. */
    private static boolean productsOfFour(float[] in, int offset, int rows, int stride, float[] out, int at) {
        FloatVector p0 = FloatVector.broadcast(FLOATS, 1);
        FloatVector p1 = FloatVector.broadcast(FLOATS, 1);
        FloatVector p2 = FloatVector.broadcast(FLOATS, 1);
        FloatVector p3 = FloatVector.broadcast(FLOATS, 1);
        IntVector least = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        int index = offset;
        for (int row = 0; row < rows; row++) {
            p0 = FloatVector.fromArray(FLOATS, in, index).mul(p0);
            p1 = FloatVector.fromArray(FLOATS, in, index + WIDTH).mul(p1);
            p2 = FloatVector.fromArray(FLOATS, in, index + 2 * WIDTH).mul(p2);
            p3 = FloatVector.fromArray(FLOATS, in, index + 3 * WIDTH).mul(p3);
            least = magnitude(p0)
                    .min(magnitude(p1))
                    .min(magnitude(p2).min(magnitude(p3)))
                    .min(least);
            index += stride;
        }
        FloatVector.broadcast(FLOATS, 1).mul(p0).intoArray(out, at);
        FloatVector.broadcast(FLOATS, 1).mul(p1).intoArray(out, at + WIDTH);
        FloatVector.broadcast(FLOATS, 1).mul(p2).intoArray(out, at + 2 * WIDTH);
        FloatVector.broadcast(FLOATS, 1).mul(p3).intoArray(out, at + 3 * WIDTH);
        return areNormal(IntVector.broadcast(INTS, Integer.MAX_VALUE).min(least));
    }

    /** Of two vectors of columns: short enough that C2 inlines every vector of it into its callers. */
    private static boolean productsOfTwo(float[] in, int offset, int rows, int stride, float[] out, int at) {
        FloatVector p0 = FloatVector.broadcast(FLOATS, 1);
        FloatVector p1 = FloatVector.broadcast(FLOATS, 1);
        IntVector least = IntVector.broadcast(INTS, Integer.MAX_VALUE);
        int index = offset;
        for (int row = 0; row < rows; row++) {
            p0 = FloatVector.fromArray(FLOATS, in, index).mul(p0);
            p1 = FloatVector.fromArray(FLOATS, in, index + WIDTH).mul(p1);
            least = magnitude(p0).min(magnitude(p1)).min(least);
            index += stride;
        }
        FloatVector.broadcast(FLOATS, 1).mul(p0).intoArray(out, at);
        FloatVector.broadcast(FLOATS, 1).mul(p1).intoArray(out, at + WIDTH);
        return areNormal(IntVector.broadcast(INTS, Integer.MAX_VALUE).min(least));
    }

    /** Joins two groups of 16 products in the first places of {@code products}. */
    private static boolean joinProducts(float[] products) {
        boolean normal = true;
        for (int lane = 0; lane < LANES; lane += WIDTH) {
            FloatVector product = FloatVector.fromArray(FLOATS, products, lane)
                    .mul(FloatVector.fromArray(FLOATS, products, lane + LANES));
            product.intoArray(products, lane);
            normal &= areNormal(magnitude(product));
        }
        return normal;
    }

    private static IntVector magnitude(FloatVector x) {
        return x.reinterpretAsInts().and(Integer.MAX_VALUE);
    }

    private static boolean areNormal(IntVector least) {
        return least.reduceLanes(VectorOperators.MIN) >= Float.floatToRawIntBits(Float.MIN_NORMAL);
    }

    static void max(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        if (width < WIDTH) {
            PORTABLE.maxColumns(in, offset, rows, stride, width, out, outOffset);
            return;
        }
        int j = 0;
        for (; j + 4 * WIDTH <= width; j += 4 * WIDTH) {
            maxOfFour(in, offset + j, rows, stride, out, outOffset + j);
        }
        for (; j < width; j += WIDTH) {
            j = Math.min(j, width - WIDTH);
            int index = offset + j;
            FloatVector max = FloatVector.fromArray(FLOATS, in, index);
            for (int row = 1; row < rows; row++) {
                index += stride;
                max = FloatVector.fromArray(FLOATS, in, index).max(max);
            }
            FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY).max(max).intoArray(out, outOffset + j);
        }
    }

    private static void maxOfFour(float[] in, int offset, int rows, int stride, float[] out, int outOffset) {
        int index = offset;
        FloatVector m0 = FloatVector.fromArray(FLOATS, in, index);
        FloatVector m1 = FloatVector.fromArray(FLOATS, in, index + WIDTH);
        FloatVector m2 = FloatVector.fromArray(FLOATS, in, index + 2 * WIDTH);
        FloatVector m3 = FloatVector.fromArray(FLOATS, in, index + 3 * WIDTH);
        for (int row = 1; row < rows; row++) {
            index += stride;
            m0 = FloatVector.fromArray(FLOATS, in, index).max(m0);
            m1 = FloatVector.fromArray(FLOATS, in, index + WIDTH).max(m1);
            m2 = FloatVector.fromArray(FLOATS, in, index + 2 * WIDTH).max(m2);
            m3 = FloatVector.fromArray(FLOATS, in, index + 3 * WIDTH).max(m3);
        }
        FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY).max(m0).intoArray(out, outOffset);
        FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY).max(m1).intoArray(out, outOffset + WIDTH);
        FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY).max(m2).intoArray(out, outOffset + 2 * WIDTH);
        FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY).max(m3).intoArray(out, outOffset + 3 * WIDTH);
    }

    static void min(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        if (width < WIDTH) {
            PORTABLE.minColumns(in, offset, rows, stride, width, out, outOffset);
            return;
        }
        int j = 0;
        for (; j + 4 * WIDTH <= width; j += 4 * WIDTH) {
            minOfFour(in, offset + j, rows, stride, out, outOffset + j);
        }
        for (; j < width; j += WIDTH) {
            j = Math.min(j, width - WIDTH);
            int index = offset + j;
            FloatVector min = FloatVector.fromArray(FLOATS, in, index);
            for (int row = 1; row < rows; row++) {
                index += stride;
                min = FloatVector.fromArray(FLOATS, in, index).min(min);
            }
            FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY).min(min).intoArray(out, outOffset + j);
        }
    }

    private static void minOfFour(float[] in, int offset, int rows, int stride, float[] out, int outOffset) {
        int index = offset;
        FloatVector m0 = FloatVector.fromArray(FLOATS, in, index);
        FloatVector m1 = FloatVector.fromArray(FLOATS, in, index + WIDTH);
        FloatVector m2 = FloatVector.fromArray(FLOATS, in, index + 2 * WIDTH);
        FloatVector m3 = FloatVector.fromArray(FLOATS, in, index + 3 * WIDTH);
        for (int row = 1; row < rows; row++) {
            index += stride;
            m0 = FloatVector.fromArray(FLOATS, in, index).min(m0);
            m1 = FloatVector.fromArray(FLOATS, in, index + WIDTH).min(m1);
            m2 = FloatVector.fromArray(FLOATS, in, index + 2 * WIDTH).min(m2);
            m3 = FloatVector.fromArray(FLOATS, in, index + 3 * WIDTH).min(m3);
        }
        FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY).min(m0).intoArray(out, outOffset);
        FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY).min(m1).intoArray(out, outOffset + WIDTH);
        FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY).min(m2).intoArray(out, outOffset + 2 * WIDTH);
        FloatVector.broadcast(FLOATS, Float.POSITIVE_INFINITY).min(m3).intoArray(out, outOffset + 3 * WIDTH);
    }

    static void index(float[] in, int offset, int rows, int stride, int width, float[] values, int[] found) {
        if (width < WIDTH) {
            PORTABLE.indexColumns(in, offset, rows, stride, width, values, found);
            return;
        }
        for (int j = 0; j < width; j += WIDTH) {
            j = Math.min(j, width - WIDTH);
            FloatVector value = FloatVector.fromArray(FLOATS, values, j);
            IntVector first = IntVector.zero(INTS);
            int index = offset + j + (rows - 1) * stride;
            // Upwards, so that the first row of those that match is the last to be noted.
            for (int row = rows - 1; row >= 0; row--) {
                FloatVector x = FloatVector.fromArray(FLOATS, in, index);
                VectorMask<Float> matches = x.compare(VectorOperators.EQ, value).or(x.compare(VectorOperators.NE, x));
                first = IntVector.broadcast(INTS, row)
                        .blend(first, matches.not().cast(INTS));
                index -= stride;
            }
            IntVector.zero(INTS).or(first).intoArray(found, j);
        }
    }
}
