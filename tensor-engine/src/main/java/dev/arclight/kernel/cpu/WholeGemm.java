package dev.arclight.kernel.cpu;

import java.util.Objects;

/**
 * Products of matrices of whole numbers, modulo 2³² or 2⁶⁴.
 *
 * <p>Blocks of the right factor are copied into arrays of one row each, so that the inner loop's arrays all have one
 * index: only then does C2 make vectors of it. Stateless and safe for all threads.
 */
public final class WholeGemm {
    /** Columns of a block: sums of 2 KB stay in the first cache while the block's rows, 256 KB, stay in the second. */
    private static final int COLUMNS = 256;

    private static final int DEPTH = 128;

    private WholeGemm() {}

    /**
     * {@code c[i][j] += Σ a[i][l]·b[l][j]} for an {@code [m, k]} and a {@code [k, n]} matrix of any strides; c is
     * row-major and shares no elements with them.
     */
    public static void multiplyAdd(
            int m,
            int n,
            int k,
            long[] a,
            int aOffset,
            int aRow,
            int aColumn,
            long[] b,
            int bOffset,
            int bRow,
            int bColumn,
            long[] c,
            int cOffset) {
        Objects.checkFromIndexSize(cOffset, (long) m * n, c.length);
        if (m == 0 || n == 0 || k == 0) {
            return;
        }
        long[][] rows = new long[Math.min(k, DEPTH) + 1 & ~1][Math.min(n, COLUMNS)];
        long[] sums = new long[Math.min(n, COLUMNS)];
        long[] factors = new long[rows.length];
        for (int column = 0; column < n; column += COLUMNS) {
            int columns = Math.min(COLUMNS, n - column);
            for (int from = 0; from < k; from += DEPTH) {
                int depth = Math.min(DEPTH, k - from);
                for (int l = 0; l < depth; l++) {
                    pack(b, bOffset + (from + l) * bRow + column * bColumn, bColumn, rows[l], columns);
                }
                for (int i = 0; i < m; i++) {
                    int start = aOffset + i * aRow + from * aColumn;
                    for (int l = 0; l < depth; l++) {
                        factors[l] = a[start + l * aColumn];
                    }
                    if ((depth & 1) == 1) {
                        // What an earlier, deeper block left in the row after the last counts for nothing.
                        factors[depth] = 0;
                    }
                    System.arraycopy(c, cOffset + i * n + column, sums, 0, columns);
                    for (int l = 0; l < depth; l += 2) {
                        addTwo(factors[l], rows[l], factors[l + 1], rows[l + 1], sums, columns);
                    }
                    System.arraycopy(sums, 0, c, cOffset + i * n + column, columns);
                }
            }
        }
    }

    private static void pack(long[] b, int from, int step, long[] row, int n) {
        if (step == 1) {
            System.arraycopy(b, from, row, 0, n);
        } else {
            for (int j = 0; j < n; j++) {
                row[j] = b[from + j * step];
            }
        }
    }

    /** C2 makes no vectors of more than two products of longs. */
    private static void addTwo(long p, long[] x, long q, long[] y, long[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] += p * x[j] + q * y[j];
        }
    }

    /** As {@link #multiplyAdd(int, int, int, long[], int, int, int, long[], int, int, int, long[], int)}, modulo 2³². */
    public static void multiplyAdd(
            int m,
            int n,
            int k,
            int[] a,
            int aOffset,
            int aRow,
            int aColumn,
            int[] b,
            int bOffset,
            int bRow,
            int bColumn,
            int[] c,
            int cOffset) {
        Objects.checkFromIndexSize(cOffset, (long) m * n, c.length);
        if (m == 0 || n == 0 || k == 0) {
            return;
        }
        int[][] rows = new int[Math.min(k, DEPTH) + 3 & ~3][Math.min(n, COLUMNS)];
        int[] sums = new int[Math.min(n, COLUMNS)];
        int[] factors = new int[rows.length];
        for (int column = 0; column < n; column += COLUMNS) {
            int columns = Math.min(COLUMNS, n - column);
            for (int from = 0; from < k; from += DEPTH) {
                int depth = Math.min(DEPTH, k - from);
                for (int l = 0; l < depth; l++) {
                    pack(b, bOffset + (from + l) * bRow + column * bColumn, bColumn, rows[l], columns);
                }
                for (int i = 0; i < m; i++) {
                    int start = aOffset + i * aRow + from * aColumn;
                    for (int l = 0; l < depth; l++) {
                        factors[l] = a[start + l * aColumn];
                    }
                    for (int l = depth; l < (depth + 3 & ~3); l++) {
                        // What an earlier, deeper block left in these rows counts for nothing.
                        factors[l] = 0;
                    }
                    System.arraycopy(c, cOffset + i * n + column, sums, 0, columns);
                    for (int l = 0; l < depth; l += 4) {
                        addFour(
                                factors[l],
                                rows[l],
                                factors[l + 1],
                                rows[l + 1],
                                factors[l + 2],
                                rows[l + 2],
                                factors[l + 3],
                                rows[l + 3],
                                sums,
                                columns);
                    }
                    System.arraycopy(sums, 0, c, cOffset + i * n + column, columns);
                }
            }
        }
    }

    private static void pack(int[] b, int from, int step, int[] row, int n) {
        if (step == 1) {
            System.arraycopy(b, from, row, 0, n);
        } else {
            for (int j = 0; j < n; j++) {
                row[j] = b[from + j * step];
            }
        }
    }

    private static void addFour(int p, int[] x, int q, int[] y, int r, int[] z, int s, int[] w, int[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] += p * x[j] + q * y[j] + r * z[j] + s * w[j];
        }
    }
}
