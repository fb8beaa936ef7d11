package dev.arclight.kernel.cpu;

import java.util.Arrays;
import java.util.Objects;

/**
 * Reductions of spans, and of the middle dimension of contiguous arrays seen as {@code [outer, n, inner]}.
 *
 * <p>The order of float sums is fixed ({@link FloatReductions}), so results depend neither on the CPU's vectors nor on
 * the presence of the Vector API. Maximum and minimum give NaN if there is one; index reductions give the first index of
 * the extreme element, or of the first NaN, as PyTorch does. Spans are inside their arrays, by the caller's word or as
 * the methods check; results do not share elements with operands. Stateless and safe for all threads.
 */
public final class Reduce {
    /** For kernels that check their spans themselves. */
    static final FloatReductions FLOATS = VectorSupport.choose(
            FloatReductions.class, "dev.arclight.kernel.cpu.vector.VectorReduce", ReducePortable::new);

    /** Long enough to hide the loop's overhead, short enough that no lane adds many elements in a row. */
    private static final int DOUBLE_BLOCK = 1024;

    private Reduce() {}

    /** The sum of {@code in[offset]} to {@code in[offset + n - 1]}; relative error below 1e-6 for elements of one sign. */
    public static float sum(float[] in, int offset, int n) {
        Objects.checkFromIndexSize(offset, n, in.length);
        return FLOATS.sum(in, offset, n);
    }

    /** The sum, over blocks of 1024 elements in four interleaved chains. */
    public static double sum(double[] in, int offset, int n) {
        Objects.checkFromIndexSize(offset, n, in.length);
        double total = 0;
        for (int from = 0; from < n; from += DOUBLE_BLOCK) {
            int end = offset + Math.min(n, from + DOUBLE_BLOCK);
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            int i = offset + from;
            for (; i + 4 <= end; i += 4) {
                s0 += in[i];
                s1 += in[i + 1];
                s2 += in[i + 2];
                s3 += in[i + 3];
            }
            for (; i < end; i++) {
                s0 += in[i];
            }
            total += (s0 + s1) + (s2 + s3);
        }
        return total;
    }

    /** The sum, which wraps around as long addition does. */
    public static long sum(long[] in, int offset, int n) {
        Objects.checkFromIndexSize(offset, n, in.length);
        long sum = 0;
        for (int i = offset; i < offset + n; i++) {
            sum += in[i];
        }
        return sum;
    }

    /** The sum of the squares of the elements. */
    public static float sumOfSquares(float[] in, int offset, int n) {
        return dot(in, offset, in, offset, n);
    }

    /** The sum of the squares of the elements. */
    public static double sumOfSquares(double[] in, int offset, int n) {
        return dot(in, offset, in, offset, n);
    }

    /** The sum of the products of pairs, each multiplied and added with one rounding. */
    public static float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        Objects.checkFromIndexSize(aOffset, n, a.length);
        Objects.checkFromIndexSize(bOffset, n, b.length);
        return FLOATS.dot(a, aOffset, b, bOffset, n);
    }

    /** The sum of the products of pairs, in the order of {@link #sum(double[], int, int)}. */
    public static double dot(double[] a, int aOffset, double[] b, int bOffset, int n) {
        Objects.checkFromIndexSize(aOffset, n, a.length);
        Objects.checkFromIndexSize(bOffset, n, b.length);
        double total = 0;
        for (int from = 0; from < n; from += DOUBLE_BLOCK) {
            int end = Math.min(n, from + DOUBLE_BLOCK);
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            int i = from;
            for (; i + 4 <= end; i += 4) {
                s0 += a[aOffset + i] * b[bOffset + i];
                s1 += a[aOffset + i + 1] * b[bOffset + i + 1];
                s2 += a[aOffset + i + 2] * b[bOffset + i + 2];
                s3 += a[aOffset + i + 3] * b[bOffset + i + 3];
            }
            for (; i < end; i++) {
                s0 += a[aOffset + i] * b[bOffset + i];
            }
            total += (s0 + s1) + (s2 + s3);
        }
        return total;
    }

    /**
     * The greatest element, NaN if there is one.
     *
     * @throws IllegalArgumentException if the span is empty
     */
    public static float max(float[] in, int offset, int n) {
        checkNotEmpty("max", offset, n, in.length);
        return FLOATS.max(in, offset, n);
    }

    /** As {@link #max(float[], int, int)}. */
    public static double max(double[] in, int offset, int n) {
        checkNotEmpty("max", offset, n, in.length);
        double max = in[offset];
        for (int i = offset + 1; i < offset + n; i++) {
            max = Math.max(max, in[i]);
        }
        return max;
    }

    /** As {@link #max(float[], int, int)}. */
    public static long max(long[] in, int offset, int n) {
        checkNotEmpty("max", offset, n, in.length);
        long max = in[offset];
        for (int i = offset + 1; i < offset + n; i++) {
            max = Math.max(max, in[i]);
        }
        return max;
    }

    /**
     * The least element, NaN if there is one.
     *
     * @throws IllegalArgumentException if the span is empty
     */
    public static float min(float[] in, int offset, int n) {
        checkNotEmpty("min", offset, n, in.length);
        return FLOATS.min(in, offset, n);
    }

    /** As {@link #min(float[], int, int)}. */
    public static double min(double[] in, int offset, int n) {
        checkNotEmpty("min", offset, n, in.length);
        double min = in[offset];
        for (int i = offset + 1; i < offset + n; i++) {
            min = Math.min(min, in[i]);
        }
        return min;
    }

    /** As {@link #min(float[], int, int)}. */
    public static long min(long[] in, int offset, int n) {
        checkNotEmpty("min", offset, n, in.length);
        long min = in[offset];
        for (int i = offset + 1; i < offset + n; i++) {
            min = Math.min(min, in[i]);
        }
        return min;
    }

    /**
     * The first index, counted from the offset, of the greatest element, or of the first NaN.
     *
     * @throws IllegalArgumentException if the span is empty
     */
    public static int argMax(float[] in, int offset, int n) {
        checkNotEmpty("argMax", offset, n, in.length);
        // Zeros of either sign are equal to each other, here and in PyTorch.
        return FLOATS.indexOf(in, offset, n, FLOATS.max(in, offset, n));
    }

    /** As {@link #argMax(float[], int, int)}. */
    public static int argMax(double[] in, int offset, int n) {
        checkNotEmpty("argMax", offset, n, in.length);
        return argMax(in, offset, n, 1);
    }

    /** As {@link #argMax(float[], int, int)}. */
    public static int argMax(long[] in, int offset, int n) {
        checkNotEmpty("argMax", offset, n, in.length);
        return argMax(in, offset, n, 1);
    }

    /**
     * The first index, counted from the offset, of the least element, or of the first NaN.
     *
     * @throws IllegalArgumentException if the span is empty
     */
    public static int argMin(float[] in, int offset, int n) {
        checkNotEmpty("argMin", offset, n, in.length);
        // Zeros of either sign are equal to each other, here and in PyTorch.
        return FLOATS.indexOf(in, offset, n, FLOATS.min(in, offset, n));
    }

    /** As {@link #argMin(float[], int, int)}. */
    public static int argMin(double[] in, int offset, int n) {
        checkNotEmpty("argMin", offset, n, in.length);
        return argMin(in, offset, n, 1);
    }

    /** As {@link #argMin(float[], int, int)}. */
    public static int argMin(long[] in, int offset, int n) {
        checkNotEmpty("argMin", offset, n, in.length);
        return argMin(in, offset, n, 1);
    }

    /** {@link FloatReductions#firstBeyond}. */
    public static int firstBeyond(float[] in, int offset, int n, float limit, boolean above) {
        Objects.checkFromIndexSize(offset, n, in.length);
        return FLOATS.firstBeyond(in, offset, n, limit, above);
    }

    /**
     * Puts the sum over the middle dimension of {@code in}, seen as {@code [outer, n, inner]} from {@code offset} on, into
     * {@code out}, seen as {@code [outer, inner]}.
     */
    public static void sum(float[] in, int offset, int outer, int n, int inner, float[] out, int outOffset) {
        check("sum", in.length, offset, outer, n, inner, out.length, outOffset, true);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = FLOATS.sum(in, offset + i * n, n);
            } else {
                FLOATS.sumColumns(in, offset + i * n * inner, n, inner, inner, out, outOffset + i * inner);
            }
        }
    }

    /** As {@link #sum(float[], int, int, int, int, float[], int)}. */
    public static void sum(double[] in, int offset, int outer, int n, int inner, double[] out, int outOffset) {
        check("sum", in.length, offset, outer, n, inner, out.length, outOffset, true);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = sum(in, offset + i * n, n);
                continue;
            }
            int resultRow = outOffset + i * inner;
            int row = offset + i * n * inner;
            Arrays.fill(out, resultRow, resultRow + inner, 0);
            for (int k = 0; k < n; k++) {
                int source = row + k * inner;
                for (int j = 0; j < inner; j++) {
                    out[resultRow + j] += in[source + j];
                }
            }
        }
    }

    /** As {@link #sum(float[], int, int, int, int, float[], int)}. */
    public static void sum(long[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("sum", in.length, offset, outer, n, inner, out.length, outOffset, true);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = sum(in, offset + i * n, n);
                continue;
            }
            int resultRow = outOffset + i * inner;
            int row = offset + i * n * inner;
            Arrays.fill(out, resultRow, resultRow + inner, 0);
            for (int k = 0; k < n; k++) {
                int source = row + k * inner;
                for (int j = 0; j < inner; j++) {
                    out[resultRow + j] += in[source + j];
                }
            }
        }
    }

    /**
     * Puts the greatest element over the middle dimension of {@code in}, seen as {@code [outer, n, inner]} from {@code offset} on, into
     * {@code out}, seen as {@code [outer, inner]}.
     *
     * @throws IllegalArgumentException if {@code n} is 0 and there are results to fill
     */
    public static void max(float[] in, int offset, int outer, int n, int inner, float[] out, int outOffset) {
        check("max", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = FLOATS.max(in, offset + i * n, n);
            } else {
                FLOATS.maxColumns(in, offset + i * n * inner, n, inner, inner, out, outOffset + i * inner);
            }
        }
    }

    /** As {@link #max(float[], int, int, int, int, float[], int)}. */
    public static void max(double[] in, int offset, int outer, int n, int inner, double[] out, int outOffset) {
        check("max", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = max(in, offset + i * n, n);
                continue;
            }
            int resultRow = outOffset + i * inner;
            int row = offset + i * n * inner;
            System.arraycopy(in, row, out, resultRow, inner);
            for (int k = 1; k < n; k++) {
                row += inner;
                for (int j = 0; j < inner; j++) {
                    out[resultRow + j] = Math.max(out[resultRow + j], in[row + j]);
                }
            }
        }
    }

    /** As {@link #max(float[], int, int, int, int, float[], int)}. */
    public static void max(long[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("max", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = max(in, offset + i * n, n);
                continue;
            }
            int resultRow = outOffset + i * inner;
            int row = offset + i * n * inner;
            System.arraycopy(in, row, out, resultRow, inner);
            for (int k = 1; k < n; k++) {
                row += inner;
                for (int j = 0; j < inner; j++) {
                    out[resultRow + j] = Math.max(out[resultRow + j], in[row + j]);
                }
            }
        }
    }

    /**
     * Puts the least element over the middle dimension of {@code in}, seen as {@code [outer, n, inner]} from {@code offset} on, into
     * {@code out}, seen as {@code [outer, inner]}.
     *
     * @throws IllegalArgumentException if {@code n} is 0 and there are results to fill
     */
    public static void min(float[] in, int offset, int outer, int n, int inner, float[] out, int outOffset) {
        check("min", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = FLOATS.min(in, offset + i * n, n);
            } else {
                FLOATS.minColumns(in, offset + i * n * inner, n, inner, inner, out, outOffset + i * inner);
            }
        }
    }

    /** As {@link #min(float[], int, int, int, int, float[], int)}. */
    public static void min(double[] in, int offset, int outer, int n, int inner, double[] out, int outOffset) {
        check("min", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = min(in, offset + i * n, n);
                continue;
            }
            int resultRow = outOffset + i * inner;
            int row = offset + i * n * inner;
            System.arraycopy(in, row, out, resultRow, inner);
            for (int k = 1; k < n; k++) {
                row += inner;
                for (int j = 0; j < inner; j++) {
                    out[resultRow + j] = Math.min(out[resultRow + j], in[row + j]);
                }
            }
        }
    }

    /** As {@link #min(float[], int, int, int, int, float[], int)}. */
    public static void min(long[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("min", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            if (inner == 1) {
                out[outOffset + i] = min(in, offset + i * n, n);
                continue;
            }
            int resultRow = outOffset + i * inner;
            int row = offset + i * n * inner;
            System.arraycopy(in, row, out, resultRow, inner);
            for (int k = 1; k < n; k++) {
                row += inner;
                for (int j = 0; j < inner; j++) {
                    out[resultRow + j] = Math.min(out[resultRow + j], in[row + j]);
                }
            }
        }
    }

    /**
     * Puts the first index of the greatest element, or of the first NaN, over the middle dimension of {@code in}, seen as
     * {@code [outer, n, inner]} from {@code offset} on, into {@code out}, seen as {@code [outer, inner]}.
     *
     * @throws IllegalArgumentException if {@code n} is 0 and there are results to fill
     */
    public static void argMax(float[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("argMax", in.length, offset, outer, n, inner, out.length, outOffset, false);
        if (inner == 1) {
            for (int i = 0; i < outer; i++) {
                int first = offset + i * n;
                out[outOffset + i] = FLOATS.indexOf(in, first, n, FLOATS.max(in, first, n));
            }
            return;
        }
        float[] values = new float[inner];
        int[] found = new int[inner];
        for (int i = 0; i < outer; i++) {
            int first = offset + i * n * inner;
            FLOATS.maxColumns(in, first, n, inner, inner, values, 0);
            FLOATS.indexColumns(in, first, n, inner, inner, values, found);
            for (int j = 0; j < inner; j++) {
                out[outOffset + i * inner + j] = found[j];
            }
        }
    }

    /** As {@link #argMax(float[], int, int, int, int, long[], int)}. */
    public static void argMax(double[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("argMax", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                int first = offset + i * n * inner + j;
                out[outOffset + i * inner + j] = argMax(in, first, n, inner);
            }
        }
    }

    /** As {@link #argMax(float[], int, int, int, int, long[], int)}. */
    public static void argMax(long[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("argMax", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                int first = offset + i * n * inner + j;
                out[outOffset + i * inner + j] = argMax(in, first, n, inner);
            }
        }
    }

    /**
     * Puts the first index of the least element, or of the first NaN, over the middle dimension of {@code in}, seen as
     * {@code [outer, n, inner]} from {@code offset} on, into {@code out}, seen as {@code [outer, inner]}.
     *
     * @throws IllegalArgumentException if {@code n} is 0 and there are results to fill
     */
    public static void argMin(float[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("argMin", in.length, offset, outer, n, inner, out.length, outOffset, false);
        if (inner == 1) {
            for (int i = 0; i < outer; i++) {
                int first = offset + i * n;
                out[outOffset + i] = FLOATS.indexOf(in, first, n, FLOATS.min(in, first, n));
            }
            return;
        }
        float[] values = new float[inner];
        int[] found = new int[inner];
        for (int i = 0; i < outer; i++) {
            int first = offset + i * n * inner;
            FLOATS.minColumns(in, first, n, inner, inner, values, 0);
            FLOATS.indexColumns(in, first, n, inner, inner, values, found);
            for (int j = 0; j < inner; j++) {
                out[outOffset + i * inner + j] = found[j];
            }
        }
    }

    /** As {@link #argMin(float[], int, int, int, int, long[], int)}. */
    public static void argMin(double[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("argMin", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                int first = offset + i * n * inner + j;
                out[outOffset + i * inner + j] = argMin(in, first, n, inner);
            }
        }
    }

    /** As {@link #argMin(float[], int, int, int, int, long[], int)}. */
    public static void argMin(long[] in, int offset, int outer, int n, int inner, long[] out, int outOffset) {
        check("argMin", in.length, offset, outer, n, inner, out.length, outOffset, false);
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                int first = offset + i * n * inner + j;
                out[outOffset + i * inner + j] = argMin(in, first, n, inner);
            }
        }
    }

    private static int argMax(double[] in, int offset, int n, int stride) {
        int found = 0;
        double best = in[offset];
        for (int i = 1; i < n; i++) {
            double x = in[offset + i * stride];
            if (x > best || (Double.isNaN(x) && !Double.isNaN(best))) {
                best = x;
                found = i;
            }
        }
        return found;
    }

    private static int argMax(long[] in, int offset, int n, int stride) {
        int found = 0;
        long best = in[offset];
        for (int i = 1; i < n; i++) {
            long x = in[offset + i * stride];
            if (x > best) {
                best = x;
                found = i;
            }
        }
        return found;
    }

    private static int argMin(double[] in, int offset, int n, int stride) {
        int found = 0;
        double best = in[offset];
        for (int i = 1; i < n; i++) {
            double x = in[offset + i * stride];
            if (x < best || (Double.isNaN(x) && !Double.isNaN(best))) {
                best = x;
                found = i;
            }
        }
        return found;
    }

    private static int argMin(long[] in, int offset, int n, int stride) {
        int found = 0;
        long best = in[offset];
        for (int i = 1; i < n; i++) {
            long x = in[offset + i * stride];
            if (x < best) {
                best = x;
                found = i;
            }
        }
        return found;
    }

    private static void checkNotEmpty(String operation, int offset, int n, int length) {
        Objects.checkFromIndexSize(offset, n, length);
        if (n == 0) {
            throw new IllegalArgumentException(
                    operation + " of an empty span has no value; expected at least one element");
        }
    }

    private static void check(
            String operation,
            int length,
            int offset,
            int outer,
            int n,
            int inner,
            int outLength,
            int outOffset,
            boolean emptyHasValue) {
        Objects.checkFromIndexSize(offset, (long) outer * n * inner, length);
        Objects.checkFromIndexSize(outOffset, (long) outer * inner, outLength);
        if (n == 0 && !emptyHasValue && outer * inner > 0) {
            throw new IllegalArgumentException(
                    operation + " over a dimension of extent 0 has no value; expected at least 1");
        }
    }
}
