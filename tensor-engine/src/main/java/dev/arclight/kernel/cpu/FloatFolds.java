package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * The {@link Fold}s of floats. What is more than a sum or an extreme is a pass of {@link Loops}' kernels over a block that
 * stays in the L1 cache, followed by a sum; blocks are added in double.
 */
public final class FloatFolds {
    /** Floats per block: 16 KiB, half of the L1 cache. */
    private static final int BLOCK = 4096;

    /** A whole power of so few factors is their product, a tenth of the time of another. */
    private static final int MOST_FACTORS = 8;

    /** Below this a sum of squares may have lost elements to underflow; above the largest float, to overflow. */
    private static final float SMALL_SQUARE = 1e-30f;

    /** How many rows of a column are multiplied in float. */
    private static final int ROWS = 64;

    private static final FloatReductions REDUCE = Reduce.FLOATS;
    private static final Exponentials<float[]> EXPONENTIALS = FloatExponentials.CHOSEN;
    private static final FloatLoops.Unary ABS = Loops.kernel(FloatFunction.ABS);
    private static final FloatLoops.Unary SQUARE = Loops.kernel(FloatFunction.SQUARE);
    private static final FloatLoops.Unary EXP = Loops.kernel(FloatFunction.EXP);
    private static final FloatLoops.Binary SUBTRACT = Loops.kernel(FloatBinaryFunction.SUBTRACT);

    /** {@link #sum}, rows in one call. */
    public static final Fold<float[], float[]> SUM = new Fold<>() {
        @Override
        public void fold(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
            sum(in, offset, n, stride, width, out, outOffset);
        }

        @Override
        public void foldEach(
                float[] in, int offset, int step, int count, int n, int stride, int width, float[] out, int outOffset) {
            if (width == 1 && (stride == 1 || n <= 1)) {
                REDUCE.sumRows(in, offset, n, step, count, out, outOffset);
            } else {
                Fold.super.foldEach(in, offset, step, count, n, stride, width, out, outOffset);
            }
        }
    };

    /** {@link #product}, with one array for all rows. */
    public static final Fold<float[], float[]> PRODUCT = new Fold<>() {
        @Override
        public void fold(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
            product(in, offset, n, stride, width, out, outOffset);
        }

        @Override
        public void foldEach(
                float[] in, int offset, int step, int count, int n, int stride, int width, float[] out, int outOffset) {
            if (width == 1) {
                float[] products = new float[2 * FloatReductions.LANES];
                for (int i = 0; i < count; i++) {
                    out[outOffset + i] = product(in, offset + i * step, n, products);
                }
            } else {
                Fold.super.foldEach(in, offset, step, count, n, stride, width, out, outOffset);
            }
        }
    };

    private FloatFolds() {}

    /** In the order of the sum of a span, whatever the width; with a width of 1, elements may be any distance apart. */
    public static void sum(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        if (width == 1) {
            out[outOffset] = stride == 1 ? REDUCE.sum(in, offset, n) : REDUCE.sum(in, offset, n, stride);
        } else {
            REDUCE.sumColumns(in, offset, n, stride, width, out, outOffset);
        }
    }

    /**
     * Multiplied in float some elements apart or a column at a time, over blocks whose products are multiplied in double; what
     * leaves the range of floats on the way is multiplied in double throughout. So only a result out of range overflows.
     */
    public static void product(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        float[] products = new float[width == 1 ? 2 * FloatReductions.LANES : width];
        if (width == 1) {
            out[outOffset] = product(in, offset, n, products);
            return;
        }
        double[] totals = new double[width];
        multiplyColumns(in, offset, n, stride, totals, products);
        if (!areFinite(totals)) {
            Arrays.fill(totals, 1);
            multiplyRows(in, offset, n, stride, totals);
        }
        narrow(totals, out, outOffset);
    }

    private static float product(float[] in, int offset, int n, float[] products) {
        double total = 1;
        int whole = n & (-2 * FloatReductions.LANES);
        for (int i = 0; i < whole; i += BLOCK) {
            int m = Math.min(BLOCK, whole - i);
            boolean small = !REDUCE.products(in, offset + i, m, products);
            double block = product(products, 0, FloatReductions.LANES);
            total *= small || !Double.isFinite(block) ? product(in, offset + i, m) : block;
        }
        return (float) (total * product(in, offset + whole, n - whole));
    }

    /** In float over blocks of rows, except where digits would be lost; what passes the largest float is infinite or NaN. */
    private static void multiplyColumns(float[] in, int offset, int n, int stride, double[] totals, float[] products) {
        Arrays.fill(totals, 1);
        for (int i = 0; i < n; i += ROWS) {
            int m = Math.min(ROWS, n - i);
            int start = offset + i * stride;
            if (REDUCE.productColumns(in, start, m, stride, totals.length, products)) {
                multiply(totals, products, 0);
            } else {
                multiplyRows(in, start, m, stride, totals);
            }
        }
    }

    private static void multiplyRows(float[] in, int offset, int n, int stride, double[] totals) {
        for (int i = 0; i < n; i++) {
            multiply(totals, in, offset + i * stride);
        }
    }

    private static boolean areFinite(double[] numbers) {
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                return false;
            }
        }
        return true;
    }

    private static void multiply(double[] totals, float[] factors, int offset) {
        for (int j = 0; j < totals.length; j++) {
            totals[j] *= factors[offset + j];
        }
    }

    private static double product(float[] in, int offset, int n) {
        double p0 = 1;
        double p1 = 1;
        double p2 = 1;
        double p3 = 1;
        int i = offset;
        int end = offset + n;
        for (; i + 4 <= end; i += 4) {
            p0 *= in[i];
            p1 *= in[i + 1];
            p2 *= in[i + 2];
            p3 *= in[i + 3];
        }
        for (; i < end; i++) {
            p0 *= in[i];
        }
        return (p0 * p1) * (p2 * p3);
    }

    public static void max(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        if (width == 1) {
            out[outOffset] = REDUCE.max(in, offset, n);
        } else {
            REDUCE.maxColumns(in, offset, n, stride, width, out, outOffset);
        }
    }

    public static void min(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        if (width == 1) {
            out[outOffset] = REDUCE.min(in, offset, n);
        } else {
            REDUCE.minColumns(in, offset, n, stride, width, out, outOffset);
        }
    }

    /** {@code log Σ eˣ}, −∞ of nothing. */
    public static void logSumExp(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        if (n == 0) {
            Arrays.fill(out, outOffset, outOffset + width, Float.NEGATIVE_INFINITY);
            return;
        }
        float[] shift = new float[width];
        max(in, offset, n, stride, width, shift, 0);
        if (width == 1 && !Float.isFinite(shift[0])) {
            out[outOffset] = shift[0];
            return;
        }
        for (int j = 0; j < width; j++) {
            shift[j] = Float.isInfinite(shift[j]) ? 0 : shift[j];
        }
        double[] sums = new double[width];
        float[] scratch = scratch(n, width);
        if (width == 1) {
            for (int i = 0; i < n; i += BLOCK) {
                sums[0] += EXPONENTIALS.expSum(in, offset + i, 1, shift[0], scratch, 0, Math.min(BLOCK, n - i));
            }
            out[outOffset] = (float) (shift[0] + Math.log(sums[0]));
            return;
        }
        blocks(in, offset, n, stride, width, scratch, sums, (x, at, y, to, m) -> {
            SUBTRACT.run(x, at, 1, shift, 0, 1, y, to, m);
            EXP.run(y, to, y, to, m);
        });
        for (int j = 0; j < width; j++) {
            out[outOffset + j] = (float) (shift[j] + Math.log(sums[j]));
        }
    }

    /** The sum of magnitudes. */
    public static void norm1(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        double[] sums = new double[width];
        blocks(in, offset, n, stride, width, scratch(n, width), sums, ABS::run);
        narrow(sums, out, outOffset);
    }

    /** The Euclidean norm, also where squares pass the range of floats. */
    public static void norm2(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        if (width == 1) {
            float squares = REDUCE.dot(in, offset, in, offset, n);
            out[outOffset] = (float) Math.sqrt(isExact(squares) ? squares : squares(in, offset, n, stride));
            return;
        }
        double[] sums = new double[width];
        blocks(in, offset, n, stride, width, scratch(n, width), sums, SQUARE::run);
        for (int j = 0; j < width; j++) {
            double squares = isExact((float) sums[j]) ? sums[j] : squares(in, offset + j, n, stride);
            out[outOffset + j] = (float) Math.sqrt(squares);
        }
    }

    private static boolean isExact(float squares) {
        return squares > SMALL_SQUARE && squares < Float.POSITIVE_INFINITY;
    }

    private static double squares(float[] in, int offset, int n, int stride) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double x = in[offset + i * stride];
            sum += x * x;
        }
        return sum;
    }

    /** The largest magnitude, 0 of nothing. */
    public static void normMax(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        extreme(in, offset, n, stride, width, out, outOffset, true);
    }

    /** The smallest magnitude. */
    public static void normMin(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        extreme(in, offset, n, stride, width, out, outOffset, false);
    }

    private static void extreme(
            float[] in, int offset, int n, int stride, int width, float[] out, int outOffset, boolean largest) {
        if (width == 1) {
            float max = REDUCE.max(in, offset, n);
            float min = REDUCE.min(in, offset, n);
            if (largest) {
                out[outOffset] = Math.max(Math.abs(max), Math.abs(min));
            } else if (min > 0 || max < 0) {
                out[outOffset] = Math.min(Math.abs(max), Math.abs(min));
            } else {
                float least = Math.abs(in[offset]);
                for (int i = 1; i < n; i++) {
                    least = Math.min(least, Math.abs(in[offset + i]));
                }
                out[outOffset] = least;
            }
            return;
        }
        ABS.run(in, offset, out, outOffset, width);
        for (int i = 1; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                float x = Math.abs(in[row + j]);
                out[outOffset + j] = largest ? Math.max(out[outOffset + j], x) : Math.min(out[outOffset + j], x);
            }
        }
    }

    /** The number of elements that are not zero. */
    public static void norm0(float[] in, int offset, int n, int stride, int width, float[] out, int outOffset) {
        long[] counts = new long[width];
        Counts.floats(in, offset, n, stride, width, counts, 0);
        for (int j = 0; j < width; j++) {
            out[outOffset + j] = counts[j];
        }
    }

    /** {@code (Σ |x|ᵖ)^(1/p)}. */
    public static Fold<float[], float[]> norm(double p) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            int whole = p > 0 && p <= MOST_FACTORS && p == Math.rint(p) ? (int) p : 0;
            if (width == 1) {
                // A sum in a register, not in memory, for each addition waits for the one before.
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    double x = Math.abs(in[offset + i * stride]);
                    sum += whole > 0 ? power(x, whole) : Math.pow(x, p);
                }
                out[outOffset] = (float) Math.pow(sum, 1 / p);
                return;
            }
            double[] sums = new double[width];
            for (int i = 0; i < n; i++) {
                int row = offset + i * stride;
                for (int j = 0; j < width; j++) {
                    double x = Math.abs(in[row + j]);
                    sums[j] += whole > 0 ? power(x, whole) : Math.pow(x, p);
                }
            }
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = (float) Math.pow(sums[j], 1 / p);
            }
        };
    }

    private static double power(double x, int factors) {
        double power = x;
        for (int i = 1; i < factors; i++) {
            power *= x;
        }
        return power;
    }

    /** The sum of squared distances from the mean over {@code n - correction}; its root, if {@code root}. */
    public static Fold<float[], float[]> variance(double correction, boolean root) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            double freedom = Math.max(0, n - correction);
            float[] centers = new float[width];
            sum(in, offset, n, stride, width, centers, 0);
            for (int j = 0; j < width; j++) {
                centers[j] /= n;
            }
            double[] squares = new double[width];
            double[] distances = new double[width];
            deviations(in, offset, n, stride, width, centers, squares, distances);
            for (int j = 0; j < width; j++) {
                // The center is the rounded mean; the second term takes off what the rounding added.
                double variance = Math.max(squares[j] - distances[j] * distances[j] / n, 0) / freedom;
                variance = Double.isNaN(squares[j]) ? Double.NaN : variance;
                out[outOffset + j] = (float) (root ? Math.sqrt(variance) : variance);
            }
        };
    }

    /** Sums of the distances from a center and of their squares. */
    private static void deviations(
            float[] in,
            int offset,
            int n,
            int stride,
            int width,
            float[] centers,
            double[] squares,
            double[] distances) {
        float[] scratch = scratch(n, width);
        if (width == 1) {
            for (int i = 0; i < n; i += BLOCK) {
                int m = Math.min(BLOCK, n - i);
                SUBTRACT.run(in, offset + i, 1, centers, 0, 0, scratch, 0, m);
                distances[0] += REDUCE.sum(scratch, 0, m);
                squares[0] += REDUCE.dot(scratch, 0, scratch, 0, m);
            }
            return;
        }
        float[] partial = new float[width];
        int rows = rows(n, width);
        for (int i = 0; i < n; i += rows) {
            int m = Math.min(rows, n - i);
            for (int r = 0; r < m; r++) {
                SUBTRACT.run(in, offset + (i + r) * stride, 1, centers, 0, 1, scratch, r * width, width);
            }
            REDUCE.sumColumns(scratch, 0, m, width, width, partial, 0);
            add(partial, distances);
            SQUARE.run(scratch, 0, scratch, 0, m * width);
            REDUCE.sumColumns(scratch, 0, m, width, width, partial, 0);
            add(partial, squares);
        }
    }

    /** Maps a span of a row into scratch memory. */
    @FunctionalInterface
    private interface Map {
        void run(float[] in, int offset, float[] out, int outOffset, int n);
    }

    /** Adds up what {@code map} makes of the rows, block by block. */
    private static void blocks(
            float[] in, int offset, int n, int stride, int width, float[] scratch, double[] sums, Map map) {
        if (width == 1) {
            for (int i = 0; i < n; i += BLOCK) {
                int m = Math.min(BLOCK, n - i);
                map.run(in, offset + i, scratch, 0, m);
                sums[0] += REDUCE.sum(scratch, 0, m);
            }
            return;
        }
        float[] partial = new float[width];
        int rows = rows(n, width);
        for (int i = 0; i < n; i += rows) {
            int m = Math.min(rows, n - i);
            for (int r = 0; r < m; r++) {
                map.run(in, offset + (i + r) * stride, scratch, r * width, width);
            }
            REDUCE.sumColumns(scratch, 0, m, width, width, partial, 0);
            add(partial, sums);
        }
    }

    private static float[] scratch(int n, int width) {
        return new float[width == 1 ? Math.min(n, BLOCK) : rows(n, width) * width];
    }

    private static int rows(int n, int width) {
        return Math.max(1, Math.min(n, BLOCK / Math.max(width, 1)));
    }

    private static void add(float[] partial, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            sums[j] += partial[j];
        }
    }

    private static void narrow(double[] wide, float[] out, int outOffset) {
        for (int j = 0; j < wide.length; j++) {
            out[outOffset + j] = (float) wide[j];
        }
    }
}
