package dev.arclight.kernel.cpu;

/**
 * {@link Fold}s that find the first index of the greatest or least element, or of the first NaN, as PyTorch does. Zeros of
 * either sign are equal. There is at least one element.
 */
public final class ArgFolds {
    private static final FloatReductions REDUCE = Reduce.FLOATS;

    private ArgFolds() {}

    public static Fold<float[], long[]> floats(boolean largest) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            if (width == 1) {
                float extreme = largest ? REDUCE.max(in, offset, n) : REDUCE.min(in, offset, n);
                out[outOffset] = REDUCE.indexOf(in, offset, n, extreme);
                return;
            }
            float[] values = new float[width];
            int[] found = new int[width];
            if (largest) {
                REDUCE.maxColumns(in, offset, n, stride, width, values, 0);
            } else {
                REDUCE.minColumns(in, offset, n, stride, width, values, 0);
            }
            REDUCE.indexColumns(in, offset, n, stride, width, values, found);
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = found[j];
            }
        };
    }

    public static Fold<double[], long[]> doubles(boolean largest) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = largest ? greatest(in, offset + j, n, stride) : least(in, offset + j, n, stride);
            }
        };
    }

    public static Fold<long[], long[]> longs(boolean largest) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = largest ? greatest(in, offset + j, n, stride) : least(in, offset + j, n, stride);
            }
        };
    }

    private static int greatest(double[] in, int offset, int n, int stride) {
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

    private static int least(double[] in, int offset, int n, int stride) {
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

    private static int greatest(long[] in, int offset, int n, int stride) {
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

    private static int least(long[] in, int offset, int n, int stride) {
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
}
