package dev.arclight.kernel.cpu;

import java.util.Arrays;

/** The {@link Fold}s of longs, which wrap around as long arithmetic does. */
public final class LongFolds {
    private LongFolds() {}

    /** With a width of 1, elements may be any distance apart. */
    public static void sum(long[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        if (width == 1 && stride == 1) {
            out[outOffset] = Reduce.sum(in, offset, n);
            return;
        }
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] += in[row + j];
            }
        }
    }

    public static void product(long[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        Arrays.fill(out, outOffset, outOffset + width, 1);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] *= in[row + j];
            }
        }
    }

    public static void max(long[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        System.arraycopy(in, offset, out, outOffset, width);
        for (int i = 1; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = Math.max(out[outOffset + j], in[row + j]);
            }
        }
    }

    public static void min(long[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        System.arraycopy(in, offset, out, outOffset, width);
        for (int i = 1; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] = Math.min(out[outOffset + j], in[row + j]);
            }
        }
    }
}
