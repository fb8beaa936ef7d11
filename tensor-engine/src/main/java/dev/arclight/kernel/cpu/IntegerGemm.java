package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * Exact products of int8 matrices, {@code C = A·Bᵀ} with int32 sums, by the float kernels of {@link Gemm}.
 *
 * <p>Whole numbers are exact in float32 up to 2²⁴, and a sum of 1,024 products of at most 127 · 128 stays below. So depth
 * is cut into blocks of that many, each multiplied in float, and blocks are added in int32. That gives the bits of the
 * plain loops at nearly the speed of float, on every machine. Safe for all threads; each has a workspace of 2 MiB.
 */
public final class IntegerGemm {
    /** 1,024 · 127 · 128 = 16,646,144 < 2²⁴. */
    private static final int DEPTH = 1024;

    /** Columns and rows that are widened to float at a time: 1 MiB and 256 KiB, which stay in L2. */
    private static final int COLUMNS = 256;

    private static final int ROWS = 64;

    /**
     * Below it the plain loops win, as widening B costs more than it saves. 768 × 768, one thread of an AMD EPYC with
     * AVX-512, JDK 17, billions of products a second: plain 2.7; in float 1.0 for 1 row, 7.7 for 8, 32 for 128.
     */
    private static final int FEWEST_ROWS = 4;

    private static final ThreadLocal<Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);

    private static final class Workspace {
        final float[] a = new float[ROWS * DEPTH];
        final float[] b = new float[COLUMNS * DEPTH];
        final float[] c = new float[ROWS * COLUMNS];
    }

    private IntegerGemm() {}

    /**
     * Multiplies row-major matrices that begin at their arrays' first element.
     *
     * @param a {@code [m × k]}, from -127 to 127
     * @param b {@code [n × k]}, from -128 to 127
     * @param c {@code [m × n]}, overwritten; exact while k is at most 132,104
     */
    public static void multiply(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        if (m < FEWEST_ROWS) {
            multiplyPlainly(m, n, k, a, b, c);
            return;
        }
        Arrays.fill(c, 0, m * n, 0);
        Workspace work = WORKSPACE.get();
        for (int column = 0; column < n; column += COLUMNS) {
            int columns = Math.min(COLUMNS, n - column);
            for (int from = 0; from < k; from += DEPTH) {
                int depth = Math.min(DEPTH, k - from);
                widen(b, column * k + from, k, columns, depth, work.b);
                for (int row = 0; row < m; row += ROWS) {
                    int rows = Math.min(ROWS, m - row);
                    widen(a, row * k + from, k, rows, depth, work.a);
                    Gemm.sgemm(
                            rows, columns, depth, work.a, 0, depth, 1, work.b, 0, 1, depth, work.c, 0, columns, false,
                            null);
                    add(work.c, rows, columns, c, row * n + column, n);
                }
            }
        }
    }

    /** The definition: what {@link #multiply} must give. */
    static void multiplyPlainly(int m, int n, int k, byte[] a, byte[] b, int[] c) {
        for (int row = 0; row < m; row++) {
            for (int column = 0; column < n; column++) {
                int sum = 0;
                for (int i = 0; i < k; i++) {
                    sum += a[row * k + i] * b[column * k + i];
                }
                c[row * n + column] = sum;
            }
        }
    }

    private static void widen(byte[] source, int offset, int stride, int rows, int columns, float[] target) {
        for (int row = 0; row < rows; row++) {
            int from = offset + row * stride;
            int to = row * columns;
            for (int i = 0; i < columns; i++) {
                target[to + i] = source[from + i];
            }
        }
    }

    private static void add(float[] source, int rows, int columns, int[] target, int offset, int stride) {
        for (int row = 0; row < rows; row++) {
            int from = row * columns;
            int to = offset + row * stride;
            for (int i = 0; i < columns; i++) {
                target[to + i] += (int) source[from + i];
            }
        }
    }
}
