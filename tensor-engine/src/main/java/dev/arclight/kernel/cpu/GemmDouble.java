package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Drives a double matrix multiplication: cuts it into blocks that fit the caches, packs them into panels and hands tiles
 * to {@link GemmDoubleKernels}.
 *
 * <p>Where A has few rows, tiles read B in its own place: packing it would cost more than it saves, as tiles wait for
 * arithmetic, not for loads from the second cache. Only columns that do not fill a vector, and a B whose columns are not
 * contiguous, are packed. Where A has more rows than are packed at a time, B is packed once for all of them. A single row
 * or column is multiplied without packing where memory allows, since then reading B is all the work.
 *
 * <p>The float twin is {@link GemmFloat}: keep the two alike.
 */
final class GemmDouble {
    /** Columns of a single-row product that are computed at a time, so that their sums stay in the first cache. */
    private static final int ROW_COLUMNS = 2048;

    private static final ThreadLocal<GemmDouble> OF_THREAD = ThreadLocal.withInitial(GemmDouble::new);

    private double[] aPanels = GemmBlocking.NO_DOUBLES;
    private double[] bPanels = GemmBlocking.NO_DOUBLES;
    private double[] tile = GemmBlocking.NO_DOUBLES;
    private int[] panelRows = GemmBlocking.NO_INTS;
    private int[] bRows = GemmBlocking.NO_INTS;

    private GemmDouble() {}

    /** Multiplies; arguments as in {@link Gemm}, already checked. */
    static void multiply(
            GemmDoubleKernels kernels,
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        if (m == 0 || n == 0) {
            return;
        }
        if (k == 0) {
            finishEmpty(kernels, m, n, c, cOffset, cRowStride, accumulate, epilogue);
            return;
        }
        GemmDouble workspace = OF_THREAD.get();
        if (m == 1) {
            workspace.row(
                    kernels,
                    n,
                    k,
                    a,
                    aOffset,
                    aColStride,
                    b,
                    bOffset,
                    bRowStride,
                    bColStride,
                    c,
                    cOffset,
                    accumulate,
                    epilogue);
        } else if (n == 1 && cRowStride == 1) {
            // One column is one row of the transposed product: Cᵀ = Bᵀ·Aᵀ.
            workspace.row(
                    kernels,
                    m,
                    k,
                    b,
                    bOffset,
                    bRowStride,
                    a,
                    aOffset,
                    aColStride,
                    aRowStride,
                    c,
                    cOffset,
                    accumulate,
                    epilogue == null ? null : epilogue.transposed());
        } else {
            workspace.blocks(
                    kernels,
                    m,
                    n,
                    k,
                    a,
                    aOffset,
                    aRowStride,
                    aColStride,
                    b,
                    bOffset,
                    bRowStride,
                    bColStride,
                    c,
                    cOffset,
                    cRowStride,
                    accumulate,
                    epilogue);
        }
    }

    private static void finishEmpty(
            GemmDoubleKernels kernels,
            int m,
            int n,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        for (int i = 0; !accumulate && i < m; i++) {
            int start = cOffset + i * cRowStride;
            java.util.Arrays.fill(c, start, start + n, 0d);
        }
        finish(kernels, epilogue, 0, 0, m, n, c, cOffset, cRowStride);
    }

    private void row(
            GemmDoubleKernels kernels,
            int n,
            int k,
            double[] a,
            int aOffset,
            int aColStride,
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            double[] c,
            int cOffset,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        boolean direct = bColStride == 1;
        int step = direct ? ROW_COLUMNS : kernels.panelWidth();
        if (!direct) {
            int maxDepth = Math.min(k, GemmBlocking.MAX_DEPTH);
            bPanels = atLeast(bPanels, maxDepth * step);
        }
        int blocks = GemmBlocking.depthBlocks(k);
        for (int j = 0; j < n; j += step) {
            int columns = Math.min(step, n - j);
            for (int block = 0; block < blocks; block++) {
                int start = GemmBlocking.depthStart(k, blocks, block);
                int depth = GemmBlocking.depthStart(k, blocks, block + 1) - start;
                int aIndex = aOffset + start * aColStride;
                int bIndex = bOffset + start * bRowStride + j * bColStride;
                boolean add = accumulate || block > 0;
                if (direct) {
                    kernels.row(a, aIndex, aColStride, depth, b, bIndex, bRowStride, columns, c, cOffset + j, add);
                } else {
                    kernels.packB(b, bIndex, bRowStride, bColStride, depth, columns, bPanels, 0);
                    kernels.row(a, aIndex, aColStride, depth, bPanels, 0, step, columns, c, cOffset + j, add);
                }
            }
        }
        finish(kernels, epilogue, 0, 0, 1, n, c, cOffset, 0);
    }

    private void blocks(
            GemmDoubleKernels kernels,
            int m,
            int n,
            int k,
            double[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            double[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        int width = kernels.panelWidth();
        int group = kernels.rowGroup();
        int maxDepth = Math.min(k, GemmBlocking.MAX_DEPTH);
        int rowsAtOnce = Math.min(m, GemmBlocking.MAX_ROWS);
        boolean fewRows = m == rowsAtOnce;
        boolean inPlace = fewRows && bColStride == 1 && GemmBlocking.readsInPlace(m, maxDepth, bRowStride);
        int columnsAtOnce = fewRows ? n : Math.min(n, GemmBlocking.MAX_COLUMNS / width * width);
        int band = GemmBlocking.bandColumns(maxDepth, width);
        int panelsKept = inPlace ? width : fewRows ? Math.min(n, band) : columnsAtOnce;
        aPanels = atLeast(aPanels, (rowsAtOnce + group) * maxDepth);
        bPanels = atLeast(bPanels, (panelsKept + width) * maxDepth);
        tile = atLeast(tile, 3 * group * width);
        panelRows = GemmBlocking.rows(panelRows, maxDepth, width);
        bRows = GemmBlocking.rows(bRows, inPlace ? maxDepth : 0, bRowStride);

        int blocks = GemmBlocking.depthBlocks(k);
        for (int column = 0; column < n; column += columnsAtOnce) {
            int until = Math.min(column + columnsAtOnce, n);
            for (int block = 0; block < blocks; block++) {
                int start = GemmBlocking.depthStart(k, blocks, block);
                int depth = GemmBlocking.depthStart(k, blocks, block + 1) - start;
                boolean add = accumulate || block > 0;
                Epilogue last = block == blocks - 1 ? epilogue : null;
                for (int row = 0; row < m; row += rowsAtOnce) {
                    int rows = Math.min(rowsAtOnce, m - row);
                    int aIndex = aOffset + row * aRowStride + start * aColStride;
                    packRows(kernels, a, aIndex, aRowStride, aColStride, rows, depth);
                    for (int j = column; j < until; j += band) {
                        int columns = Math.min(band, until - j);
                        int bIndex = bOffset + start * bRowStride + j * bColStride;
                        int cIndex = cOffset + row * cRowStride + j;
                        Epilogue here = last == null ? null : last.from(row, j);
                        if (inPlace) {
                            bandInPlace(
                                    kernels,
                                    rows,
                                    columns,
                                    depth,
                                    b,
                                    bIndex,
                                    bRowStride,
                                    c,
                                    cIndex,
                                    cRowStride,
                                    add,
                                    here);
                            continue;
                        }
                        int panel = fewRows ? 0 : (j - column) * depth;
                        int done = 0;
                        if (row == 0 && bColStride == 1 && rows >= group) {
                            firstRowsWhilePacking(
                                    kernels,
                                    columns,
                                    depth,
                                    b,
                                    bIndex,
                                    bRowStride,
                                    panel,
                                    c,
                                    cIndex,
                                    cRowStride,
                                    add,
                                    here);
                            done = group;
                        } else if (row == 0) {
                            packColumns(kernels, b, bIndex, bRowStride, bColStride, columns, depth, panel);
                        }
                        rowsTimesBand(
                                kernels,
                                done,
                                rows,
                                columns,
                                depth,
                                bPanels,
                                panel,
                                panelRows,
                                width * depth,
                                c,
                                cIndex,
                                cRowStride,
                                add,
                                here);
                    }
                }
            }
        }
    }

    private void packRows(
            GemmDoubleKernels kernels, double[] a, int aOffset, int aRowStride, int aColStride, int rows, int depth) {
        int group = kernels.rowGroup();
        for (int i = 0; i < rows; i += group) {
            kernels.packA(
                    a,
                    aOffset + i * aRowStride,
                    aRowStride,
                    aColStride,
                    Math.min(group, rows - i),
                    depth,
                    aPanels,
                    i * depth);
        }
    }

    private void packColumns(
            GemmDoubleKernels kernels,
            double[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            int columns,
            int depth,
            int panel) {
        int width = kernels.panelWidth();
        for (int j = 0; j < columns; j += width) {
            kernels.packB(
                    b,
                    bOffset + j * bColStride,
                    bRowStride,
                    bColStride,
                    depth,
                    Math.min(width, columns - j),
                    bPanels,
                    panel + j * depth);
        }
    }

    /** Multiplies all packed rows of A by a band of B that is not packed, but for columns that do not fill a tile. */
    private void bandInPlace(
            GemmDoubleKernels kernels,
            int rows,
            int columns,
            int depth,
            double[] b,
            int bIndex,
            int bRowStride,
            double[] c,
            int cIndex,
            int cRowStride,
            boolean add,
            @Nullable Epilogue epilogue) {
        int width = kernels.panelWidth();
        int whole = columns / kernels.columnStep() * kernels.columnStep();
        rowsTimesBand(kernels, 0, rows, whole, depth, b, bIndex, bRows, width, c, cIndex, cRowStride, add, epilogue);
        if (whole < columns) {
            packColumns(kernels, b, bIndex + whole, bRowStride, 1, columns - whole, depth, 0);
            Epilogue rest = epilogue == null ? null : epilogue.from(0, whole);
            int cRest = cIndex + whole;
            rowsTimesBand(
                    kernels,
                    0,
                    rows,
                    columns - whole,
                    depth,
                    bPanels,
                    0,
                    panelRows,
                    0,
                    c,
                    cRest,
                    cRowStride,
                    add,
                    rest);
        }
    }

    /**
     * Multiplies the first group of rows by a band, and leaves its panels packed for the others. The tile is low, since
     * while it waits for memory there is time for a few rows only: with three groups 32×768×768 was 8 % slower.
     */
    private void firstRowsWhilePacking(
            GemmDoubleKernels kernels,
            int columns,
            int depth,
            double[] b,
            int bIndex,
            int bRowStride,
            int panel,
            double[] c,
            int cIndex,
            int cRowStride,
            boolean add,
            @Nullable Epilogue epilogue) {
        int width = kernels.panelWidth();
        int group = kernels.rowGroup();
        int whole = columns / width * width;
        for (int j = 0; j < whole; j += width) {
            int to = panel + j * depth;
            kernels.tileWhilePacking(
                    depth, aPanels, 0, b, bIndex + j, bRowStride, bPanels, to, c, cIndex + j, cRowStride, add);
            if (epilogue != null) {
                finish(kernels, epilogue, 0, j, group, width, c, cIndex + j, cRowStride);
            }
        }
        if (whole < columns) {
            int to = panel + whole * depth;
            packColumns(kernels, b, bIndex + whole, bRowStride, 1, columns - whole, depth, to);
            Epilogue rest = epilogue == null ? null : epilogue.from(0, whole);
            int cRest = cIndex + whole;
            rowsTimesBand(
                    kernels,
                    0,
                    group,
                    columns - whole,
                    depth,
                    bPanels,
                    to,
                    panelRows,
                    0,
                    c,
                    cRest,
                    cRowStride,
                    add,
                    rest);
        }
    }

    /**
     * Multiplies the packed rows of A from {@code first} on by a band of B, tile by tile along the rows of C: so C is
     * written in long runs, which matters where it is large and the depth small.
     *
     * @param b where the band is, its first panel from {@code bIndex}, the next ones {@code panelStride} apart
     * @param rowStarts where the rows of a panel begin
     */
    private void rowsTimesBand(
            GemmDoubleKernels kernels,
            int first,
            int rows,
            int columns,
            int depth,
            double[] b,
            int bIndex,
            int[] rowStarts,
            int panelStride,
            double[] c,
            int cIndex,
            int cRowStride,
            boolean add,
            @Nullable Epilogue epilogue) {
        int width = kernels.panelWidth();
        int group = kernels.rowGroup();
        for (int i = first; i < rows; i += 3 * group) {
            int height = Math.min(3 * group, GemmBlocking.roundUp(rows - i, group));
            int tileRows = Math.min(height, rows - i);
            for (int j = 0, panel = bIndex; j < columns; j += width, panel += panelStride) {
                int wanted = Math.min(width, columns - j);
                int tileColumns = GemmBlocking.roundUp(wanted, kernels.columnStep());
                boolean whole = tileRows == height && wanted == tileColumns;
                int at = cIndex + i * cRowStride + j;
                double[] target = whole ? c : tile;
                int targetOffset = whole ? at : 0;
                int targetStride = whole ? cRowStride : width;
                if (!whole && add) {
                    copy(c, at, cRowStride, tile, 0, width, tileRows, wanted);
                }
                kernels.tile(
                        height,
                        tileColumns,
                        depth,
                        aPanels,
                        i * depth,
                        b,
                        panel,
                        rowStarts,
                        0,
                        target,
                        targetOffset,
                        targetStride,
                        add);
                if (!whole) {
                    copy(tile, 0, width, c, at, cRowStride, tileRows, wanted);
                }
                if (epilogue != null) {
                    finish(kernels, epilogue, i, j, tileRows, wanted, c, at, cRowStride);
                }
            }
        }
    }

    private static void copy(
            double[] from,
            int fromOffset,
            int fromStride,
            double[] to,
            int toOffset,
            int toStride,
            int rows,
            int columns) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, fromOffset + i * fromStride, to, toOffset + i * toStride, columns);
        }
    }

    private static void finish(
            GemmDoubleKernels kernels,
            @Nullable Epilogue epilogue,
            int row,
            int column,
            int rows,
            int columns,
            double[] c,
            int cIndex,
            int cRowStride) {
        if (epilogue == null) {
            return;
        }
        EpilogueActivation activation = epilogue.activation();
        switch (epilogue.axis()) {
            case NONE -> kernels.finish(null, 0, 0, 0, activation, rows, columns, c, cIndex, cRowStride);
            case ROW ->
                kernels.finish(
                        epilogue.doubles(),
                        epilogue.biasOffset() + row,
                        1,
                        0,
                        activation,
                        rows,
                        columns,
                        c,
                        cIndex,
                        cRowStride);
            case COLUMN ->
                kernels.finish(
                        epilogue.doubles(),
                        epilogue.biasOffset() + column,
                        0,
                        1,
                        activation,
                        rows,
                        columns,
                        c,
                        cIndex,
                        cRowStride);
        }
    }

    private static double[] atLeast(double[] array, int length) {
        return array.length >= length ? array : new double[length];
    }
}
