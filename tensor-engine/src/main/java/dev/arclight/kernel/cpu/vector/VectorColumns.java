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

    private static final float[] NOTHING = {};

    /** Of so few rows a group's sums are not worth storing before they are joined. */
    private static final int FEW = 2;

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
     * The sums of at most {@link FloatReductions#BLOCK} rows. A strip of columns has a row of partial sums for each lane and
     * group of {@link FloatReductions}, which are then joined: so a strip needs few accumulators, and its partial sums stay in
     * the first cache.
     */
    private static void sumBlock(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        if (width < WIDTH) {
            PORTABLE.sumColumns(in, offset, rows, stride, width, out, outOffset);
            return;
        }
        int whole = rows & -LANES;
        int strip = 4 * WIDTH;
        float[] partial = whole == 0 ? NOTHING : new float[groups(rows) * LANES * strip];
        int columns;
        for (int j = 0; j < width; j += columns) {
            columns = j + strip <= width ? strip : WIDTH;
            // The last strip overlaps the one before rather than leave columns over.
            j = Math.min(j, width - columns);
            int result = outOffset + j;
            if (whole == 0) {
                Arrays.fill(out, result, result + columns, 0);
            } else {
                joined(in, offset + j, whole, stride, columns, partial);
                System.arraycopy(partial, 0, out, result, columns);
            }
            for (int row = whole; row < rows; row++) {
                add(in, offset + row * stride + j, out, result, columns);
            }
        }
    }

    /** How many groups have elements in this many rows. */
    private static int groups(int rows) {
        return rows < LANES * GROUPS ? 1 : GROUPS;
    }

    /** Leaves the sums of a strip of columns, one vector wide or four, in the first row of {@code partial}. */
    private static void joined(float[] in, int offset, int whole, int stride, int columns, float[] partial) {
        int step = LANES * GROUPS;
        int visits = whole / step;
        if (visits <= FEW) {
            int rest = whole / LANES - visits * GROUPS;
            for (int lane = 0; lane < LANES; lane++) {
                sumLane(in, offset + lane * stride, visits, rest, stride, columns, partial, lane * columns);
            }
        } else {
            for (int lane = 0; lane < step; lane++) {
                sumRows(in, offset + lane * stride, visits, step * stride, columns, partial, lane * columns);
            }
            // Groups 0 and 1, 2 and 3, then the two sums.
            int row = LANES * columns;
            add(partial, row, partial, 0, row);
            add(partial, 3 * row, partial, 2 * row, row);
            add(partial, 2 * row, partial, 0, row);
            for (int i = visits * step; i < whole; i++) {
                add(in, offset + i * stride, partial, i % LANES * columns, columns);
            }
        }
        for (int half = LANES / 2; half > 0; half /= 2) {
            add(partial, half * columns, partial, 0, half * columns);
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
            int index = offset + j;
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

    /** The sums of rows over one vector or four of columns. */
    private static void sumRows(float[] in, int offset, int rows, int stride, int columns, float[] out, int at) {
        FloatVector s0 = FloatVector.zero(FLOATS);
        int index = offset;
        if (columns == WIDTH) {
            for (int row = 0; row < rows; row++) {
                s0 = FloatVector.fromArray(FLOATS, in, index).add(s0);
                index += stride;
            }
            FloatVector.zero(FLOATS).add(s0).intoArray(out, at);
            return;
        }
        FloatVector s1 = FloatVector.zero(FLOATS);
        FloatVector s2 = FloatVector.zero(FLOATS);
        FloatVector s3 = FloatVector.zero(FLOATS);
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
        for (int j = 0; j < width; j += 2 * WIDTH) {
            j = Math.min(j, width - 2 * WIDTH);
            normal &= productsOfTwo(in, offset + j, rows, stride, products, j);
        }
        return normal;
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
            // The bits of magnitudes have their order.
            least = magnitude(p0).min(magnitude(p1)).min(least);
            index += stride;
        }
        FloatVector.broadcast(FLOATS, 1).mul(p0).intoArray(out, at);
        FloatVector.broadcast(FLOATS, 1).mul(p1).intoArray(out, at + WIDTH);
        return areNormal(IntVector.broadcast(INTS, Integer.MAX_VALUE).min(least));
    }

    /** Joins two groups of 16 products in the first places of {@code products}. */
    static boolean joinProducts(float[] products) {
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
