package dev.arclight.kernel.cpu;

/**
 * Running results along the middle dimension of contiguous arrays seen as {@code [outer, n, inner]}. Float sums and products
 * run in double, so that each element is rounded once. Stateless and safe for all threads.
 */
public final class Scans {
    /** Floats of a line of the cache. */
    private static final int COLUMNS = 16;

    private Scans() {}

    /** Running sums, from the last element on if {@code reverse}. */
    public static void sum(
            float[] in, int offset, int outer, int n, int inner, boolean reverse, float[] out, int outOffset) {
        if (inner == 1) {
            for (int o = 0; o < outer; o++) {
                if (reverse) {
                    sumRowBack(in, offset + o * n, n, out, outOffset + o * n);
                } else {
                    sumRow(in, offset + o * n, n, out, outOffset + o * n);
                }
            }
            return;
        }
        double[] sums = new double[inner];
        for (int o = 0; o < outer; o++) {
            java.util.Arrays.fill(sums, 0);
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    sums[j] += in[offset + at + j];
                    out[outOffset + at + j] = (float) sums[j];
                }
            }
        }
    }

    /** Four elements at a time: one addition of the chain for four results. */
    private static void sumRow(float[] in, int offset, int n, float[] out, int outOffset) {
        double carry = 0;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            double a = in[offset + i];
            double b = a + in[offset + i + 1];
            double c = in[offset + i + 2];
            double d = b + (c + in[offset + i + 3]);
            out[outOffset + i] = (float) (carry + a);
            out[outOffset + i + 1] = (float) (carry + b);
            out[outOffset + i + 2] = (float) (carry + (b + c));
            carry += d;
            out[outOffset + i + 3] = (float) carry;
        }
        for (; i < n; i++) {
            carry += in[offset + i];
            out[outOffset + i] = (float) carry;
        }
    }

    /** As {@link #sumRow} from the last element on. */
    private static void sumRowBack(float[] in, int offset, int n, float[] out, int outOffset) {
        double carry = 0;
        int i = n;
        for (; i >= 4; i -= 4) {
            double a = in[offset + i - 1];
            double b = a + in[offset + i - 2];
            double c = in[offset + i - 3];
            double d = b + (c + in[offset + i - 4]);
            out[outOffset + i - 1] = (float) (carry + a);
            out[outOffset + i - 2] = (float) (carry + b);
            out[outOffset + i - 3] = (float) (carry + (b + c));
            carry += d;
            out[outOffset + i - 4] = (float) carry;
        }
        for (; i > 0; i--) {
            carry += in[offset + i - 1];
            out[outOffset + i - 1] = (float) carry;
        }
    }

    /** As {@link #sum(float[], int, int, int, int, boolean, float[], int)}. */
    public static void sum(
            double[] in, int offset, int outer, int n, int inner, boolean reverse, double[] out, int outOffset) {
        double[] running = new double[inner];
        for (int o = 0; o < outer; o++) {
            java.util.Arrays.fill(running, 0);
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    running[j] += in[offset + at + j];
                    out[outOffset + at + j] = running[j];
                }
            }
        }
    }

    /** As {@link #sum(float[], int, int, int, int, boolean, float[], int)}. */
    public static void sum(
            long[] in, int offset, int outer, int n, int inner, boolean reverse, long[] out, int outOffset) {
        long[] running = new long[inner];
        for (int o = 0; o < outer; o++) {
            java.util.Arrays.fill(running, 0);
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    running[j] += in[offset + at + j];
                    out[outOffset + at + j] = running[j];
                }
            }
        }
    }

    /** Running products, from the last element on if {@code reverse}. */
    public static void product(
            float[] in, int offset, int outer, int n, int inner, boolean reverse, float[] out, int outOffset) {
        if (inner == 1) {
            for (int o = 0; o < outer; o++) {
                int first = o * n + (reverse ? n - 1 : 0);
                productRow(in, offset + first, n, reverse ? -1 : 1, out, outOffset + first);
            }
            return;
        }
        double[] running = new double[inner];
        for (int o = 0; o < outer; o++) {
            java.util.Arrays.fill(running, 1);
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    running[j] *= in[offset + at + j];
                    out[outOffset + at + j] = (float) running[j];
                }
            }
        }
    }

    /** As {@link #sumRow}, in either direction. */
    private static void productRow(float[] in, int offset, int n, int step, float[] out, int outOffset) {
        double carry = 1;
        int i = 0;
        for (; i + 4 <= n; i += 4) {
            int p = offset + i * step;
            int q = outOffset + i * step;
            double a = in[p];
            double b = a * in[p + step];
            double c = in[p + 2 * step];
            double d = b * (c * in[p + 3 * step]);
            out[q] = (float) (carry * a);
            out[q + step] = (float) (carry * b);
            out[q + 2 * step] = (float) (carry * (b * c));
            carry *= d;
            out[q + 3 * step] = (float) carry;
        }
        for (; i < n; i++) {
            carry *= in[offset + i * step];
            out[outOffset + i * step] = (float) carry;
        }
    }

    /** As {@link #product(float[], int, int, int, int, boolean, float[], int)}. */
    public static void product(
            double[] in, int offset, int outer, int n, int inner, boolean reverse, double[] out, int outOffset) {
        double[] running = new double[inner];
        for (int o = 0; o < outer; o++) {
            java.util.Arrays.fill(running, 1);
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    running[j] *= in[offset + at + j];
                    out[outOffset + at + j] = running[j];
                }
            }
        }
    }

    /** As {@link #product(float[], int, int, int, int, boolean, float[], int)}. */
    public static void product(
            long[] in, int offset, int outer, int n, int inner, boolean reverse, long[] out, int outOffset) {
        long[] running = new long[inner];
        for (int o = 0; o < outer; o++) {
            java.util.Arrays.fill(running, 1);
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    running[j] *= in[offset + at + j];
                    out[outOffset + at + j] = running[j];
                }
            }
        }
    }

    /** {@code s[k] = b[k] + a[k] · s[k - 1]}, from the last element on if {@code reverse}. */
    public static void recurrence(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int outer,
            int n,
            int inner,
            boolean reverse,
            float[] out,
            int outOffset) {
        if (inner == 1) {
            recurrenceOfRows(a, aOffset, b, bOffset, outer, n, reverse, out, outOffset);
            return;
        }
        double[] running = new double[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    // The first has nothing before it, whatever its factor.
                    running[j] = k == 0 ? b[bOffset + at + j] : b[bOffset + at + j] + a[aOffset + at + j] * running[j];
                    out[outOffset + at + j] = (float) running[j];
                }
            }
        }
    }

    /** Four rows in turn, for each of them waits for what came before. */
    private static void recurrenceOfRows(
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int rows,
            int n,
            boolean reverse,
            float[] out,
            int outOffset) {
        if (n == 0) {
            return;
        }
        int step = reverse ? -1 : 1;
        int first = reverse ? n - 1 : 0;
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            int at = row * n + first;
            fourRecurrences(a, aOffset + at, b, bOffset + at, n, step, out, outOffset + at);
        }
        for (; row < rows; row++) {
            int at = row * n + first;
            double s = b[bOffset + at];
            out[outOffset + at] = (float) s;
            for (int k = 1; k < n; k++) {
                at += step;
                s = b[bOffset + at] + a[aOffset + at] * s;
                out[outOffset + at] = (float) s;
            }
        }
    }

    private static void fourRecurrences(
            float[] a, int aOffset, float[] b, int bOffset, int n, int step, float[] out, int outOffset) {
        double s0 = b[bOffset];
        double s1 = b[bOffset + n];
        double s2 = b[bOffset + 2 * n];
        double s3 = b[bOffset + 3 * n];
        out[outOffset] = (float) s0;
        out[outOffset + n] = (float) s1;
        out[outOffset + 2 * n] = (float) s2;
        out[outOffset + 3 * n] = (float) s3;
        for (int k = 1; k < n; k++) {
            int p = aOffset + k * step;
            int q = bOffset + k * step;
            int r = outOffset + k * step;
            s0 = b[q] + a[p] * s0;
            s1 = b[q + n] + a[p + n] * s1;
            s2 = b[q + 2 * n] + a[p + 2 * n] * s2;
            s3 = b[q + 3 * n] + a[p + 3 * n] * s3;
            out[r] = (float) s0;
            out[r + n] = (float) s1;
            out[r + 2 * n] = (float) s2;
            out[r + 3 * n] = (float) s3;
        }
    }

    /** Running {@code log Σ eˣ}. */
    public static void logSumExp(float[] in, int offset, int outer, int n, int inner, float[] out, int outOffset) {
        LogSumExpScan scan = new LogSumExpScan();
        if (inner == 1) {
            for (int row = 0; row < outer * n; row += n) {
                scan.run(in, offset + row, n, out, outOffset + row);
            }
            return;
        }
        // Columns become rows, as many at once as their neighbours in a line of the cache.
        float[] rows = new float[Math.min(inner, COLUMNS) * n];
        for (int o = 0; o < outer; o++) {
            for (int first = 0; first < inner; first += COLUMNS) {
                int count = Math.min(COLUMNS, inner - first);
                int at = o * n * inner + first;
                for (int k = 0; k < n; k++) {
                    for (int j = 0; j < count; j++) {
                        rows[j * n + k] = in[offset + at + k * inner + j];
                    }
                }
                for (int j = 0; j < count; j++) {
                    scan.run(rows, j * n, n, rows, j * n);
                }
                for (int k = 0; k < n; k++) {
                    for (int j = 0; j < count; j++) {
                        out[outOffset + at + k * inner + j] = rows[j * n + k];
                    }
                }
            }
        }
    }

    /** {@code s[k] = b[k] + a[k] · s[k - 1]}, from the last element on if {@code reverse}. */
    public static void recurrence(
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int outer,
            int n,
            int inner,
            boolean reverse,
            double[] out,
            int outOffset) {
        double[] running = new double[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + (reverse ? n - 1 - k : k)) * inner;
                for (int j = 0; j < inner; j++) {
                    // The first has nothing before it, whatever its factor.
                    running[j] = k == 0 ? b[bOffset + at + j] : b[bOffset + at + j] + a[aOffset + at + j] * running[j];
                    out[outOffset + at + j] = running[j];
                }
            }
        }
    }

    /** Running {@code log Σ eˣ}. */
    public static void logSumExp(double[] in, int offset, int outer, int n, int inner, double[] out, int outOffset) {
        double[] running = new double[inner];
        for (int o = 0; o < outer; o++) {
            java.util.Arrays.fill(running, Double.NEGATIVE_INFINITY);
            for (int k = 0; k < n; k++) {
                int at = (o * n + k) * inner;
                for (int j = 0; j < inner; j++) {
                    running[j] = logAddExp(running[j], in[offset + at + j]);
                    out[outOffset + at + j] = running[j];
                }
            }
        }
    }

    static double logAddExp(double a, double b) {
        double larger = Math.max(a, b);
        // Of two equal infinities the difference is not a number.
        return Double.isInfinite(larger) ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
    }

    /** The largest elements so far and where they lie; the last of equals, NaN wins. */
    public static void max(
            float[] in, int offset, int outer, int n, int inner, float[] out, int outOffset, long[] indices) {
        if (inner == 1) {
            for (int row = 0; row < outer * n; row += n) {
                extremeRow(in, offset + row, n, true, out, outOffset + row, indices, row);
            }
            return;
        }
        float[] best = new float[inner];
        long[] found = new long[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + k) * inner;
                for (int j = 0; j < inner; j++) {
                    float x = in[offset + at + j];
                    if (k == 0 || Float.isNaN(x) || !Float.isNaN(best[j]) && x >= best[j]) {
                        best[j] = x;
                        found[j] = k;
                    }
                    out[outOffset + at + j] = best[j];
                    indices[at + j] = found[j];
                }
            }
        }
    }

    private static void extremeRow(
            float[] in, int offset, int n, boolean largest, float[] out, int outOffset, long[] indices, int at) {
        float best = n == 0 ? 0 : in[offset];
        int found = 0;
        for (int k = 0; k < n; k++) {
            float x = in[offset + k];
            // Seldom: what has won so far is passed less and less often.
            if ((largest ? !(x < best) : !(x > best)) && (!Float.isNaN(best) || Float.isNaN(x))) {
                best = x;
                found = k;
            }
            out[outOffset + k] = best;
            indices[at + k] = found;
        }
    }

    /** The smallest elements so far and where they lie; the last of equals, NaN wins. */
    public static void min(
            float[] in, int offset, int outer, int n, int inner, float[] out, int outOffset, long[] indices) {
        if (inner == 1) {
            for (int row = 0; row < outer * n; row += n) {
                extremeRow(in, offset + row, n, false, out, outOffset + row, indices, row);
            }
            return;
        }
        float[] best = new float[inner];
        long[] found = new long[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + k) * inner;
                for (int j = 0; j < inner; j++) {
                    float x = in[offset + at + j];
                    if (k == 0 || Float.isNaN(x) || !Float.isNaN(best[j]) && x <= best[j]) {
                        best[j] = x;
                        found[j] = k;
                    }
                    out[outOffset + at + j] = best[j];
                    indices[at + j] = found[j];
                }
            }
        }
    }

    /** The largest elements so far and where they lie; the last of equals, NaN wins. */
    public static void max(
            double[] in, int offset, int outer, int n, int inner, double[] out, int outOffset, long[] indices) {
        double[] best = new double[inner];
        long[] found = new long[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + k) * inner;
                for (int j = 0; j < inner; j++) {
                    double x = in[offset + at + j];
                    if (k == 0 || Double.isNaN(x) || !Double.isNaN(best[j]) && x >= best[j]) {
                        best[j] = x;
                        found[j] = k;
                    }
                    out[outOffset + at + j] = best[j];
                    indices[at + j] = found[j];
                }
            }
        }
    }

    /** The smallest elements so far and where they lie; the last of equals, NaN wins. */
    public static void min(
            double[] in, int offset, int outer, int n, int inner, double[] out, int outOffset, long[] indices) {
        double[] best = new double[inner];
        long[] found = new long[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + k) * inner;
                for (int j = 0; j < inner; j++) {
                    double x = in[offset + at + j];
                    if (k == 0 || Double.isNaN(x) || !Double.isNaN(best[j]) && x <= best[j]) {
                        best[j] = x;
                        found[j] = k;
                    }
                    out[outOffset + at + j] = best[j];
                    indices[at + j] = found[j];
                }
            }
        }
    }

    /** The largest elements so far and where they lie; the last of equals. */
    public static void max(
            long[] in, int offset, int outer, int n, int inner, long[] out, int outOffset, long[] indices) {
        long[] best = new long[inner];
        long[] found = new long[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + k) * inner;
                for (int j = 0; j < inner; j++) {
                    long x = in[offset + at + j];
                    if (k == 0 || x >= best[j]) {
                        best[j] = x;
                        found[j] = k;
                    }
                    out[outOffset + at + j] = best[j];
                    indices[at + j] = found[j];
                }
            }
        }
    }

    /** The smallest elements so far and where they lie; the last of equals. */
    public static void min(
            long[] in, int offset, int outer, int n, int inner, long[] out, int outOffset, long[] indices) {
        long[] best = new long[inner];
        long[] found = new long[inner];
        for (int o = 0; o < outer; o++) {
            for (int k = 0; k < n; k++) {
                int at = (o * n + k) * inner;
                for (int j = 0; j < inner; j++) {
                    long x = in[offset + at + j];
                    if (k == 0 || x <= best[j]) {
                        best[j] = x;
                        found[j] = k;
                    }
                    out[outOffset + at + j] = best[j];
                    indices[at + j] = found[j];
                }
            }
        }
    }
}
