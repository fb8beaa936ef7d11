package dev.arclight.kernel.cpu;

/**
 * Reductions as plain loops, lane by lane in the order that {@link FloatReductions} fixes; for JVMs without the Vector
 * API, for what is left over by vectors, and as the oracle of tests.
 */
public final class ReducePortable implements FloatReductions {
    private static final int STEP = LANES * GROUPS;

    @Override
    public float sum(float[] in, int offset, int n) {
        return sum(in, offset, n, 1);
    }

    @Override
    public void sumRows(float[] in, int offset, int n, int step, int rows, float[] out, int outOffset) {
        for (int row = 0; row < rows; row++) {
            out[outOffset + row] = sum(in, offset + row * step, n);
        }
    }

    @Override
    public float sum(float[] in, int offset, int n, int stride) {
        double total = 0;
        for (int i = 0; i < n; i += BLOCK) {
            total += sumBlock(in, offset + i * stride, Math.min(BLOCK, n - i), stride);
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
        boolean normal = productColumns(in, offset, n / (2 * LANES), 2 * LANES, 2 * LANES, products);
        for (int j = 0; j < LANES; j++) {
            products[j] *= products[j + LANES];
            normal &= isNormal(products[j]);
        }
        return normal;
    }

    @Override
    public boolean productColumns(float[] in, int offset, int rows, int stride, int width, float[] products) {
        boolean normal = true;
        for (int j = 0; j < width; j++) {
            float product = 1;
            for (int row = 0; row < rows; row++) {
                product *= in[offset + row * stride + j];
                normal &= isNormal(product);
            }
            products[j] = product;
        }
        return normal;
    }

    private static boolean isNormal(float x) {
        return !(Math.abs(x) < Float.MIN_NORMAL);
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
        for (int j = 0; j < width; j++) {
            out[outOffset + j] = sum(in, offset + j, rows, stride);
        }
    }

    @Override
    public void maxColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        for (int j = 0; j < width; j++) {
            float max = in[offset + j];
            for (int row = 1; row < rows; row++) {
                max = Math.max(max, in[offset + row * stride + j]);
            }
            out[outOffset + j] = max;
        }
    }

    @Override
    public void minColumns(float[] in, int offset, int rows, int stride, int width, float[] out, int outOffset) {
        for (int j = 0; j < width; j++) {
            float min = in[offset + j];
            for (int row = 1; row < rows; row++) {
                min = Math.min(min, in[offset + row * stride + j]);
            }
            out[outOffset + j] = min;
        }
    }

    @Override
    public void indexColumns(float[] in, int offset, int rows, int stride, int width, float[] values, int[] found) {
        for (int j = 0; j < width; j++) {
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

    /** The sum of n elements, at most a block, of which neighbours are {@code stride} apart. */
    private static float sumBlock(float[] in, int offset, int n, int stride) {
        float sum = 0;
        int whole = n & -LANES;
        if (whole > 0) {
            sum = sumLanes(in, offset, whole, stride, 0, 1);
        }
        for (int i = whole; i < n; i++) {
            sum += in[offset + i * stride];
        }
        return sum;
    }

    /** The sum of the lanes {@code lane, lane + step, …}: a tree whose root has step 1 and whose leaves step 16. */
    private static float sumLanes(float[] in, int offset, int n, int stride, int lane, int step) {
        if (step < LANES) {
            return sumLanes(in, offset, n, stride, lane, 2 * step)
                    + sumLanes(in, offset, n, stride, lane + step, 2 * step);
        }
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = lane;
        for (; i - lane + STEP <= n; i += STEP) {
            s0 += in[offset + i * stride];
            s1 += in[offset + (i + LANES) * stride];
            s2 += in[offset + (i + 2 * LANES) * stride];
            s3 += in[offset + (i + 3 * LANES) * stride];
        }
        float sum = (s0 + s1) + (s2 + s3);
        for (; i < n; i += LANES) {
            sum += in[offset + i * stride];
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
