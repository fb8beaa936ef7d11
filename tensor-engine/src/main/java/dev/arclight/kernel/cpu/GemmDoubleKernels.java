package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * What {@link GemmDouble} asks of the machine: pack panels, multiply a small tile, multiply one row.
 *
 * <p>Every product is a chain of fused multiply-adds in ascending order of the depth that begins at zero, one chain for
 * each element of the result; nothing may reorder or split it. That is why every implementation gives the same bits.
 *
 * <p>Layout of packed panels: an A panel of height {@code h} keeps, depth step by depth step, {@code h} rows side by
 * side; a B panel of width {@code w} keeps, depth step by depth step, {@code w} columns side by side. Missing rows and
 * columns are zero. Implementations are stateless and safe for all threads.
 */
public interface GemmDoubleKernels {
    /** Rows of the taller tile; every implementation offers tiles of this height and of {@link #SHORT_TILE}. */
    int TALL_TILE = 6;

    /** Rows of the shorter tile; four and six make every height from 3 on with at most one row wasted, 7 apart. */
    int SHORT_TILE = 4;

    /** Columns of a full B panel. */
    int panelWidth();

    /** Width of the panel that holds {@code columns} columns; at least {@code columns}, at most {@link #panelWidth}. */
    int panelWidthFor(int columns);

    /** Packs {@code rows ≤ height} rows of A, {@code height} being one of the two tile heights. */
    void packA(
            double[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int rows,
            int depth,
            int height,
            double[] panel,
            int panelOffset);

    /** Packs {@code columns ≤ width} columns of B. */
    void packB(
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int depth,
            int columns,
            int width,
            double[] panel,
            int panelOffset);

    /**
     * Multiplies an A panel of {@code height} rows by a B panel of {@code width} columns into a whole tile of C, which
     * has to have room for all {@code height × width} elements.
     *
     * @param accumulate whether the product is added to C or replaces it
     * @param scratch room for {@code panelWidth} numbers, free for any use
     */
    void tile(
            int height,
            int width,
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            double[] scratch);

    /**
     * As {@link #tile} for a full panel, but reads B, whose columns are contiguous, from its own place and leaves the
     * packed panel behind for the tiles that follow.
     */
    void tileWhilePacking(
            int height,
            int depth,
            double[] a,
            int aOffset,
            double[] b,
            int bOffset,
            int bRowStride,
            double[] panel,
            int panelOffset,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            double[] scratch);

    /**
     * Multiplies one row of A by {@code columns} contiguous columns of B and replaces {@code columns} numbers of
     * {@code out} by the product.
     */
    void row(
            double[] a,
            int aOffset,
            int aColStride,
            int depth,
            double[] b,
            int bOffset,
            int bRowStride,
            int columns,
            double[] out,
            int outOffset);

    /** Adds {@code source} to, or writes it over, a part of C, {@code source} having rows of {@code sourceStride}. */
    void store(
            double[] source,
            int sourceOffset,
            int sourceStride,
            int rows,
            int columns,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);

    /**
     * Completes a part of C: adds the bias, then applies the activation.
     *
     * @param bias the bias, or null for none
     * @param biasOffset index of the bias of the part's upper left element
     * @param biasRowStride 1 for a bias per row, else 0
     * @param biasColStride 1 for a bias per column, else 0
     */
    void finish(
            double @Nullable [] bias,
            int biasOffset,
            int biasRowStride,
            int biasColStride,
            EpilogueActivation activation,
            int rows,
            int columns,
            double[] c,
            int cOffset,
            int cRowStride);
}
