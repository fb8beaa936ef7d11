package dev.arclight.kernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** {@link Fold}s that ask which elements are zero: how many are not, whether all are not, whether any is not. */
public final class Counts {
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

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
                int i = width == 1 ? alike(in, offset, n, any) : 0;
                while (i < n && (in[offset + i * stride + j] != 0) != any) {
                    i++;
                }
                out[outOffset + j] = (byte) (i < n == any ? 1 : 0);
            }
        };
    }

    /** How many bytes, in eights from the first, are all zero, or, not {@code zero}, all not. */
    private static int alike(byte[] in, int offset, int n, boolean zero) {
        int i = 0;
        for (; i + 8 <= n; i += 8) {
            long eight = (long) EIGHT.get(in, offset + i);
            // Taking one from each byte sets a highest bit that was not set only where there is a zero.
            boolean hasZero = (eight - 0x0101010101010101L & ~eight & 0x8080808080808080L) != 0;
            if (zero ? eight != 0 : hasZero) {
                break;
            }
        }
        return i;
    }
}
