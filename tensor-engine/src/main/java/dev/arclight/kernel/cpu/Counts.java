package dev.arclight.kernel.cpu;

import java.util.Arrays;

/** {@link Fold}s that ask which elements are zero: how many are not, whether all are not, whether any is not. */
public final class Counts {
    private Counts() {}

    /** How many elements are not zero. */
    public static void floats(float[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        if (width == 1) {
            int count = 0;
            for (int i = offset; i < offset + n; i++) {
                count += in[i] != 0 ? 1 : 0;
            }
            out[outOffset] = count;
            return;
        }
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] += in[row + j] != 0 ? 1 : 0;
            }
        }
    }

    /** Whether no element (or, {@code any}, not every one) is zero; stops where that is known. */
    public static Fold<float[], byte[]> floats(boolean any) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                int i = 0;
                while (i < n && (in[offset + i * stride + j] != 0) != any) {
                    i++;
                }
                out[outOffset + j] = (byte) (i < n == any ? 1 : 0);
            }
        };
    }

    /** How many elements are not zero. */
    public static void doubles(double[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        if (width == 1) {
            int count = 0;
            for (int i = offset; i < offset + n; i++) {
                count += in[i] != 0 ? 1 : 0;
            }
            out[outOffset] = count;
            return;
        }
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] += in[row + j] != 0 ? 1 : 0;
            }
        }
    }

    /** Whether no element (or, {@code any}, not every one) is zero; stops where that is known. */
    public static Fold<double[], byte[]> doubles(boolean any) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                int i = 0;
                while (i < n && (in[offset + i * stride + j] != 0) != any) {
                    i++;
                }
                out[outOffset + j] = (byte) (i < n == any ? 1 : 0);
            }
        };
    }

    /** How many elements are not zero. */
    public static void longs(long[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        if (width == 1) {
            int count = 0;
            for (int i = offset; i < offset + n; i++) {
                count += in[i] != 0 ? 1 : 0;
            }
            out[outOffset] = count;
            return;
        }
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] += in[row + j] != 0 ? 1 : 0;
            }
        }
    }

    /** Whether no element (or, {@code any}, not every one) is zero; stops where that is known. */
    public static Fold<long[], byte[]> longs(boolean any) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                int i = 0;
                while (i < n && (in[offset + i * stride + j] != 0) != any) {
                    i++;
                }
                out[outOffset + j] = (byte) (i < n == any ? 1 : 0);
            }
        };
    }

    /** How many elements are not zero. */
    public static void ints(int[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        if (width == 1) {
            int count = 0;
            for (int i = offset; i < offset + n; i++) {
                count += in[i] != 0 ? 1 : 0;
            }
            out[outOffset] = count;
            return;
        }
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] += in[row + j] != 0 ? 1 : 0;
            }
        }
    }

    /** Whether no element (or, {@code any}, not every one) is zero; stops where that is known. */
    public static Fold<int[], byte[]> ints(boolean any) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                int i = 0;
                while (i < n && (in[offset + i * stride + j] != 0) != any) {
                    i++;
                }
                out[outOffset + j] = (byte) (i < n == any ? 1 : 0);
            }
        };
    }

    /** How many elements are not zero. */
    public static void shorts(short[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        if (width == 1) {
            int count = 0;
            for (int i = offset; i < offset + n; i++) {
                count += in[i] != 0 ? 1 : 0;
            }
            out[outOffset] = count;
            return;
        }
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] += in[row + j] != 0 ? 1 : 0;
            }
        }
    }

    /** Whether no element (or, {@code any}, not every one) is zero; stops where that is known. */
    public static Fold<short[], byte[]> shorts(boolean any) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                int i = 0;
                while (i < n && (in[offset + i * stride + j] != 0) != any) {
                    i++;
                }
                out[outOffset + j] = (byte) (i < n == any ? 1 : 0);
            }
        };
    }

    /** How many elements are not zero. */
    public static void bytes(byte[] in, int offset, int n, int stride, int width, long[] out, int outOffset) {
        if (width == 1) {
            int count = 0;
            for (int i = offset; i < offset + n; i++) {
                count += in[i] != 0 ? 1 : 0;
            }
            out[outOffset] = count;
            return;
        }
        Arrays.fill(out, outOffset, outOffset + width, 0);
        for (int i = 0; i < n; i++) {
            int row = offset + i * stride;
            for (int j = 0; j < width; j++) {
                out[outOffset + j] += in[row + j] != 0 ? 1 : 0;
            }
        }
    }

    /** Whether no element (or, {@code any}, not every one) is zero; stops where that is known. */
    public static Fold<byte[], byte[]> bytes(boolean any) {
        return (in, offset, n, stride, width, out, outOffset) -> {
            for (int j = 0; j < width; j++) {
                int i = 0;
                while (i < n && (in[offset + i * stride + j] != 0) != any) {
                    i++;
                }
                out[outOffset + j] = (byte) (i < n == any ? 1 : 0);
            }
        };
    }
}
