package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * What {@link GemmFloat} asks of the machine: pack panels, multiply a small tile, multiply one row.
 *
 * <p>Every element of a result is one chain of fused multiply-adds in ascending order of the depth; nothing may reorder
 * or split it, though it may rest in C between two calls. That is why every implementation gives the same bits.
 *
 * <p>Layout of packed panels: a group of rows of A keeps, depth step by depth step, its rows side by side; groups
 * follow each other; a B panel keeps, depth step by depth step, its columns side by side. Missing rows and
 * columns are zero. Implementations are stateless and safe for all threads.
 */
public interface GemmFloatKernels {
    /** Rows of A that are packed side by side; tiles are one, two or three groups tall. */
    int rowGroup();

    /** Columns of a B panel, and of the widest tile. */
    int panelWidth();

    /** Columns of {@link #wideTile}, a multiple of {@link #panelWidth()}. */
    int wideColumns();

    /** What the number of columns of a tile is a multiple of. */
    int columnStep();

    /** Packs {@code rows} rows of A into groups that follow each other; rows that the last one misses are zero. */
    void packA(
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            int rows,
            int depth,
            float[] panel,
            int panelOffset);

    /** Packs {@code columns} columns of B, at most the width of a panel. */
    void packB(
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int depth,
            int columns,
            float[] panel,
            int panelOffset);

    /**
     * Packs a panel of columns that come in runs: column {@code i} of run {@code r} reads {@code from[runFrom[r] + shifts[k] + i]}
     * at depth {@code k}. Columns beyond the last run hold anything, and up to a panel's row may be read and written beyond.
     *
     * @param runAt where in the panel runs begin, one after the other
     * @param start the first of {@code depth} shifts
     */
    void packRuns(
            float[] from,
            int[] runFrom,
            int[] runLength,
            int[] runAt,
            int firstRun,
            int untilRun,
            int[] shifts,
            int start,
            int depth,
            float[] panel,
            int panelOffset);

    /**
     * Multiplies {@code height} rows of A, one to three groups that follow each other, by {@code columns} columns of B
     * into a whole tile of C, which has to have room for all {@code height × columns} elements.
     *
     * @param columns a multiple of {@link #columnStep()}, at most {@link #panelWidth()}
     * @param bRows where the rows of B begin, counted from {@code bOffset}: the first at {@code bRows[bRowsAt]}
     * @param accumulate whether the chains go on from what C holds, or begin at zero
     */
    void tile(
            int height,
            int columns,
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);

    /** As {@link #tile} for a packed panel without missing columns. */
    void panelTile(
            int height,
            int depth,
            float[] a,
            int aOffset,
            float[] panel,
            int panelOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);

    /**
     * As {@link #panelTile(int, int, float[], int, float[], int, float[], int, int, boolean)}, with chains that begin at what another
     * matrix holds.
     *
     * @param startStride from a row of it to the next; 0 where all rows begin at the same numbers
     */
    void panelTile(
            int height,
            int depth,
            float[] a,
            int aOffset,
            float[] panel,
            int panelOffset,
            float[] start,
            int startOffset,
            int startStride,
            float[] c,
            int cOffset,
            int cRowStride);

    /** Panels that {@link #panelRows} multiplies by at a time. */
    int panelsAtOnce(int rows);

    /**
     * Multiplies one or two rows of A, which is not packed and whose columns are contiguous, by {@link #panelsAtOnce} panels
     * without missing columns, {@code panelStride} apart, into contiguous columns of C.
     *
     * @param accumulate whether the chains go on from what C holds, or begin at zero
     */
    void panelRows(
            int rows,
            int depth,
            float[] a,
            int aOffset,
            int aRowStride,
            float[] panels,
            int panelOffset,
            int panelStride,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);

    /**
     * As {@link #tile} for one group of rows and {@link #wideColumns()} columns, but reads B, whose rows lie {@code bRowStride}
     * apart, in its own place.
     */
    void wideTile(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);

    /** As {@link #wideTile}, and leaves the packed panels behind, one after the other. */
    void wideTileWhilePacking(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] panels,
            int panelOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);

    /**
     * As {@link #tile} for one group of rows and a panel without missing columns, but reads B, whose rows lie {@code
     * bRowStride} apart, in its own place and leaves the packed panel behind for the tiles that follow.
     */
    void tileWhilePacking(
            int depth,
            float[] a,
            int aOffset,
            float[] b,
            int bOffset,
            int bRowStride,
            float[] panel,
            int panelOffset,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate);

    /**
     * Multiplies one row of A by {@code columns} contiguous columns of B into {@code columns} numbers of {@code out}.
     *
     * @param accumulate whether the chains go on from what {@code out} holds, or begin at zero
     */
    void row(
            float[] a,
            int aOffset,
            int aColStride,
            int depth,
            float[] b,
            int bOffset,
            int bRowStride,
            int columns,
            float[] out,
            int outOffset,
            boolean accumulate);

    /**
     * Multiplies one row of A, whose numbers lie {@code aColStride} apart, by rows of B that begin where a table says, as {@link
     * #tile} reads them, into {@code columns} contiguous numbers of {@code out}.
     *
     * @param columns a multiple of {@link #columnStep()}
     * @param accumulate whether the chains go on from what {@code out} holds, or begin at zero
     */
    void tabledRow(
            float[] a,
            int aOffset,
            int aColStride,
            int depth,
            float[] b,
            int bOffset,
            int[] bRows,
            int bRowsAt,
            int columns,
            float[] out,
            int outOffset,
            boolean accumulate);

    /**
     * As {@link #tabledRow} for three matrices, which begin at {@code b0}, {@code b1} and {@code b2}, and {@link #columnStep()}
     * columns of each; the chains go on from what {@code out} holds. Three chains at a time take no longer than one.
     *
     * @param outStride distance of one matrix' numbers in {@code out} from the next's
     */
    void tabledRows(
            float[] a,
            int depth,
            float[] b,
            int b0,
            int b1,
            int b2,
            int[] bRows,
            float[] out,
            int outOffset,
            int outStride);

    /**
     * Completes a part of C: adds the bias, then applies the activation.
     *
     * @param bias the bias, or null for none
     * @param biasOffset index of the bias of the part's upper left element
     * @param biasRowStride 1 for a bias per row, else 0
     * @param biasColStride 1 for a bias per column, else 0
     */
    void finish(
            float @Nullable [] bias,
            int biasOffset,
            int biasRowStride,
            int biasColStride,
            EpilogueActivation activation,
            int rows,
            int columns,
            float[] c,
            int cOffset,
            int cRowStride);

    /**
     * Moves rows of {@code length} numbers that lie {@code fromStride} apart, at least their length, to where they follow
     * each other without gaps, adding {@code added} to each.
     */
    void moveRows(
            float[] from, int fromOffset, int fromStride, int rows, int length, float added, float[] to, int toOffset);
}
