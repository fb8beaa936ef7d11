package dev.arclight.kernel.cpu;

/**
 * Reductions as plain loops, lane by lane in the order that {@link FloatReductions} fixes; for JVMs without the Vector
 * API, for what is left over by vectors, and as the oracle of tests.
 */
public final class ReducePortable implements FloatReductions {
    private static final int STEP = LANES * GROUPS;

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
        float max = in[offset];
        for (int i = 1; i < n; i++) {
            max = Math.max(max, in[offset + i]);
        }
        return max;
    }

    @Override
    public float min(float[] in, int offset, int n) {
        float min = in[offset];
        for (int i = 1; i < n; i++) {
            min = Math.min(min, in[offset + i]);
        }
        return min;
    }

    @Override
    public int indexOf(float[] in, int offset, int n, float value) {
        if (Float.isNaN(value)) {
            for (int i = 0; i < n; i++) {
                float x = in[offset + i];
                if (Float.isNaN(x)) {
                    return i;
                }
            }
            return -1;
        }
        for (int i = 0; i < n; i++) {
            if (in[offset + i] == value) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int firstBeyond(float[] in, int offset, int n, float limit, boolean above) {
        int i = 0;
        if (above) {
            while (i < n && in[offset + i] <= limit) {
                i++;
            }
        } else {
            while (i < n && !(in[offset + i] < limit)) {
                i++;
            }
        }
        return i;
    }

    @Override
    public void sumColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        sumColumns(in, offset, rows, stride, width, 0, out, outOffset);
    }

    @Override
    public void maxColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        maxColumns(in, offset, rows, stride, width, 0, out, outOffset);
    }

    @Override
    public void minColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        minColumns(in, offset, rows, stride, width, 0, out, outOffset);
    }

    @Override
    public void indexColumns(float[] in, int offset, int rows, int stride, int width, float[] values, int[] found) {
        indexColumns(in, offset, rows, stride, width, 0, values, found);
    }

    /** The columns from {@code first} on. */
    public static void indexColumns(
            float[] in, int offset, int rows, int stride, int width, int first, float[] values, int[] found) {
        for (int j = first; j < width; j++) {
            int row = 0;
            while (row < rows - 1) {
                float x = in[offset + row * stride + j];
                if (x == values[j] || Float.isNaN(x)) {
                    break;
                }
                row++;
            }
            found[j] = row;
        }
    }

    /** The columns from {@code first} on; the other columns of {@code out} are left alone. */
    public static void sumColumns(
            float[] in, int offset, int rows, int stride, int width, int first, float[] out, int outOffset) {
        for (int j = first; j < width; j++) {
            float high = 0;
            float middle = 0;
            float low = 0;
            int index = offset + j;
            for (int row = 0; row < rows; ) {
                int levelEnd = Math.min(rows, row + ROWS_PER_LEVEL);
                for (; row < levelEnd; row++) {
                    low += in[index];
                    index += stride;
                }
                middle += low;
                low = 0;
                if (row % (ROWS_PER_LEVEL * ROWS_PER_LEVEL) == 0) {
                    high += middle;
                    middle = 0;
                }
            }
            out[outOffset + j] = high + middle;
        }
    }

    /** As {@link #sumColumns(float[], int, int, int, int, int, float[], int)}. */
    public static void maxColumns(
            float[] in, int offset, int rows, int stride, int width, int first, float[] out, int outOffset) {
        for (int j = first; j < width; j++) {
            int index = offset + j;
            float max = in[index];
            for (int row = 1; row < rows; row++) {
                index += stride;
                max = Math.max(max, in[index]);
            }
            out[outOffset + j] = max;
        }
    }

    /** As {@link #sumColumns(float[], int, int, int, int, int, float[], int)}. */
    public static void minColumns(
            float[] in, int offset, int rows, int stride, int width, int first, float[] out, int outOffset) {
        for (int j = first; j < width; j++) {
            int index = offset + j;
            float min = in[index];
            for (int row = 1; row < rows; row++) {
                index += stride;
                min = Math.min(min, in[index]);
            }
            out[outOffset + j] = min;
        }
    }

    private static float sumBlock(float[] in, int offset, int n) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            sum = sumLanes(in, offset, whole, 0, 1);
        }
        for (int i = whole; i < n; i++) {
            sum += in[offset + i];
        }
        return sum;
    }

    /** The sum of the lanes {@code lane, lane + step, …}: a tree whose root has step 1 and whose leaves step 16. */
    private static float sumLanes(float[] in, int offset, int n, int lane, int step) {
        if (step < LANES) {
            return sumLanes(in, offset, n, lane, 2 * step) + sumLanes(in, offset, n, lane + step, 2 * step);
        }
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int end = offset + n;
        int i = offset + lane;
        for (; i - lane + STEP <= end; i += STEP) {
            s0 += in[i];
            s1 += in[i + LANES];
            s2 += in[i + 2 * LANES];
            s3 += in[i + 3 * LANES];
        }
        float sum = (s0 + s1) + (s2 + s3);
        for (; i < end; i += LANES) {
            sum += in[i];
        }
        return sum;
    }

    private static float dotBlock(float[] a, int aOffset, float[] b, int bOffset, int n) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            sum = dotLanes(a, aOffset, b, bOffset, whole, 0, 1);
        }
        for (int i = whole; i < n; i++) {
            sum = Math.fma(a[aOffset + i], b[bOffset + i], sum);
        }
        return sum;
    }

    private static float dotLanes(float[] a, int aOffset, float[] b, int bOffset, int n, int lane, int step) {
        if (step < LANES) {
            return dotLanes(a, aOffset, b, bOffset, n, lane, 2 * step)
                    + dotLanes(a, aOffset, b, bOffset, n, lane + step, 2 * step);
        }
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = lane;
        for (; i - lane + STEP <= n; i += STEP) {
            int p = aOffset + i;
            int q = bOffset + i;
            s0 = Math.fma(a[p], b[q], s0);
            s1 = Math.fma(a[p + LANES], b[q + LANES], s1);
            s2 = Math.fma(a[p + 2 * LANES], b[q + 2 * LANES], s2);
            s3 = Math.fma(a[p + 3 * LANES], b[q + 3 * LANES], s3);
        }
        float sum = (s0 + s1) + (s2 + s3);
        for (; i < n; i += LANES) {
            sum = Math.fma(a[aOffset + i], b[bOffset + i], sum);
        }
        return sum;
    }
}
