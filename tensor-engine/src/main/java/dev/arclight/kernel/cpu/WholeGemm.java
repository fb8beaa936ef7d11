package dev.arclight.kernel.cpu;

import java.util.Objects;

/**
 * Products of matrices of whole numbers, modulo 2⁶⁴; the lower bits are those of the product in any narrower type.
 *
 * <p>Blocks of the right factor are copied into arrays of one row each, so that the inner loop's arrays all have one
 * index: only then does C2 make vectors of it. Stateless and safe for all threads.
 */
public final class WholeGemm {
    /** Columns of a block: 2 KB of sums stay in the first cache while the block's rows, 256 KB, stay in the second. */
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
        long[][] rows = new long[Math.min(k, DEPTH) + 3 & ~3][Math.min(n, COLUMNS)];
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

    private static void pack(long[] b, int from, int step, long[] row, int n) {
        if (step == 1) {
            System.arraycopy(b, from, row, 0, n);
        } else {
            for (int j = 0; j < n; j++) {
                row[j] = b[from + j * step];
            }
        }
    }

    private static void addFour(
            long p, long[] x, long q, long[] y, long r, long[] z, long s, long[] w, long[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] += p * x[j] + q * y[j] + r * z[j] + s * w[j];
        }
    }
}
