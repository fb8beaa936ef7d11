package dev.arclight.kernel.cpu;

import java.util.Objects;

/**
 * Reductions of spans; those of rows and columns are {@link Fold}s.
 *
 * <p>The order of float sums is fixed ({@link FloatReductions}), so results depend neither on the CPU's vectors nor on
 * the presence of the Vector API. Maximum and minimum give NaN if there is one. Spans are inside their arrays, as the methods
 * check. Stateless and safe for all threads.
 */
public final class Reduce {
    /** For kernels that check their spans themselves. */
    static final FloatReductions FLOATS = VectorSupport.choose(
            FloatReductions.class, "dev.arclight.kernel.cpu.vector.VectorReduce", ReducePortable::new);

    /** Long enough to hide the loop's overhead, short enough that no lane adds many elements in a row. */
    static final int DOUBLE_BLOCK = 1024;

    private Reduce() {}

    /** The sum of {@code in[offset]} to {@code in[offset + n - 1]}; relative error below 1e-6 for elements of one sign. */
    public static float sum(float[] in, int offset, int n) {
        Objects.checkFromIndexSize(offset, n, in.length);
        return FLOATS.sum(in, offset, n);
    }

    /** The sum, over blocks of 1024 elements in four interleaved chains. */
    public static double sum(double[] in, int offset, int n) {
        Objects.checkFromIndexSize(offset, n, in.length);
        return sum(in, offset, n, 1);
    }

    /** As {@link #sum(double[], int, int)} of elements {@code stride} apart, which the caller checks. */
    static double sum(double[] in, int offset, int n, int stride) {
        double total = 0;
        for (int from = 0; from < n; from += DOUBLE_BLOCK) {
            int count = Math.min(DOUBLE_BLOCK, n - from);
            int start = offset + from * stride;
            total += stride == 1 ? sumBlock(in, start, count) : sumBlock(in, start, count, stride);
        }
        return total;
    }

    private static double sumBlock(double[] in, int offset, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = offset;
        int end = offset + n;
        for (; i + 4 <= end; i += 4) {
            s0 += in[i];
            s1 += in[i + 1];
            s2 += in[i + 2];
            s3 += in[i + 3];
        }
        for (; i < end; i++) {
            s0 += in[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double sumBlock(double[] in, int offset, int n, int stride) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            int at = offset + i * stride;
            s0 += in[at];
            s1 += in[at + stride];
            s2 += in[at + 2 * stride];
            s3 += in[at + 3 * stride];
        }
        for (; i < n; i++) {
            s0 += in[offset + i * stride];
        }
        return (s0 + s1) + (s2 + s3);
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

    /** {@link FloatReductions#firstBeyond}. */
    public static int firstBeyond(float[] in, int offset, int n, float limit, boolean above) {
        Objects.checkFromIndexSize(offset, n, in.length);
        return FLOATS.firstBeyond(in, offset, n, limit, above);
    }

    private static void checkNotEmpty(String operation, int offset, int n, int length) {
        Objects.checkFromIndexSize(offset, n, length);
        if (n == 0) {
            throw new IllegalArgumentException(
                    operation + " of an empty span has no value; expected at least one element");
        }
    }
}
