package dev.arclight.kernel.cpu;

/**
 * {@code bias + X·U + H·W}, which a recurrent layer computes at every step: rows of two matrices by factors that are packed once.
 *
 * <p>Each tile of the sums is finished before the next, so that it rests in the first cache between the two products, and begins
 * at the bias instead of being filled with it. Bits are those of products by {@link Gemm} that accumulate: each element is one
 * chain that begins at the bias and goes through X and then H.
 *
 * <p>The sums lie in an array of its own that the next call writes over. For one caller at a time; a large product is cut
 * along its columns for several {@link Threads}.
 */
public final class StepProduct {
    private final GemmFloatKernels kernels;
    private final PackedB[] factors;
    private final int columns;
    private final float[] bias;
    private final float[] sums;

    /**
     * From one row of sums to the next: some lines more than there are columns, because rows whose distance is a multiple of 4 KiB
     * meet in the same lines of the first cache. Measured for 32×512×256: 77 µs instead of 79.
     */
    private final int rowStride;

    private final int depth;
    private final float[] aPanels;

    /**
     * @param rows the most that are multiplied
     * @param u the factor of X, by a row at least
     * @param w the factor of H, of as many columns
     * @param bias one number for each column, from {@code biasOffset} on
     */
    public StepProduct(int rows, PackedB u, PackedB w, float[] bias, int biasOffset) {
        if (u.columns() != w.columns()) {
            throw new IllegalArgumentException("step product: the factors have " + u.columns() + " and " + w.columns()
                    + " columns; expected as many in both");
        }
        this.kernels = u.kernels();
        this.factors = new PackedB[] {u, w};
        this.columns = u.columns();
        int width = kernels.panelWidth();
        int wholePanels = GemmBlocking.roundUp(columns, width);
        this.bias = new float[wholePanels];
        System.arraycopy(bias, biasOffset, this.bias, 0, columns);
        this.rowStride = wholePanels + width;
        this.sums = new float[GemmBlocking.roundUp(rows, kernels.rowGroup()) * rowStride];
        this.depth = u.depth() + w.depth();
        int rowsAtOnce = Math.min(rows, GemmBlocking.MAX_ROWS);
        this.aPanels = new float[GemmBlocking.roundUp(rowsAtOnce, kernels.rowGroup()) * depth];
    }

    /** The sums of the last call, row by row. */
    public float[] sums() {
        return sums;
    }

    /** From one row of the sums to the next. */
    public int rowStride() {
        return rowStride;
    }

    /** Multiplies {@code m} rows of X and of H, which lie one after the other from the offsets on. */
    public void multiply(int m, float[] x, int xOffset, float[] h, int hOffset) {
        GemmBlocking.checkMatrix("X", x.length, xOffset, m, factors[0].depth(), factors[0].depth(), 1);
        GemmBlocking.checkMatrix("H", h.length, hOffset, m, factors[1].depth(), factors[1].depth(), 1);
        GemmFloat.count((long) m * columns * depth);
        for (int row = 0; row < m; row += GemmBlocking.MAX_ROWS) {
            int rows = Math.min(GemmBlocking.MAX_ROWS, m - row);
            int padded = GemmBlocking.roundUp(rows, kernels.rowGroup());
            int packed = pack(x, xOffset + row * factors[0].depth(), factors[0].depth(), rows, padded, 0);
            pack(h, hOffset + row * factors[1].depth(), factors[1].depth(), rows, padded, packed);
            multiply(row, padded);
        }
    }

    /** Packs rows of one of the left matrices from {@code place} on; returns the place behind them. */
    private int pack(float[] a, int aOffset, int k, int rows, int padded, int place) {
        int blocks = GemmBlocking.depthBlocks(k);
        int at = place;
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(k, blocks, block);
            int length = GemmBlocking.depthStart(k, blocks, block + 1) - start;
            kernels.packA(a, aOffset + start, k, 1, rows, length, aPanels, at);
            at += padded * length;
        }
        return at;
    }

    /** Multiplies the packed rows into those of the sums from {@code row} on. */
    private void multiply(int row, int padded) {
        int width = kernels.panelWidth();
        int parts = Threads.parts((long) padded * columns * depth, Gemm.WORTH_A_THREAD);
        int cuts = Math.min(parts, columns / width);
        if (cuts < 2) {
            multiply(row, padded, 0, columns);
            return;
        }
        Threads.run(
                cuts,
                i -> multiply(
                        row,
                        padded,
                        Threads.start(columns, cuts, i, width),
                        Threads.start(columns, cuts, i + 1, width)));
    }

    /** Panel by panel, so that each comes from the third cache once and from the second for all rows but the first. */
    private void multiply(int row, int padded, int from, int until) {
        int tallest = TileChoice.groups() * kernels.rowGroup();
        for (int j = from; j < until; j += kernels.panelWidth()) {
            for (int i = 0; i < padded; i += tallest) {
                tile(row, padded, i, Math.min(tallest, padded - i), j);
            }
        }
    }

    /** One tile of the sums, through all of both depths. */
    private void tile(int row, int padded, int i, int height, int j) {
        int at = (row + i) * rowStride + j;
        float[] start = bias;
        int startAt = j;
        int startStride = 0;
        int panels = 0;
        for (PackedB factor : factors) {
            int k = factor.depth();
            int blocks = GemmBlocking.depthBlocks(k);
            for (int block = 0; block < blocks; block++) {
                int from = GemmBlocking.depthStart(k, blocks, block);
                int length = GemmBlocking.depthStart(k, blocks, block + 1) - from;
                kernels.panelTile(
                        height,
                        length,
                        aPanels,
                        panels + i * length,
                        factor.panels(),
                        factor.panelOffset(from, length, j),
                        start,
                        startAt,
                        startStride,
                        sums,
                        at,
                        rowStride);
                panels += padded * length;
                start = sums;
                startAt = at;
                startStride = rowStride;
            }
        }
    }
}
