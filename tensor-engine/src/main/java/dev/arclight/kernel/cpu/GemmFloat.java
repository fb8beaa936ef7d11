package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Drives a float matrix multiplication: cuts it into blocks that fit the caches, packs them into panels and hands tiles
 * to {@link GemmFloatKernels}.
 *
 * <p>A single group of rows reads B in its own place. Where more rows follow, it leaves packed panels behind for them, and
 * where A has more rows than are packed at a time, these serve all of them. A single row or column is multiplied without
 * packing where memory allows, since then reading B is all the work.
 *
 * <p>{@link GemmDouble} is alike but for its tiles: it reads B through a table of rows, and in its own place for some more
 * rows; and for a single row by a transposed matrix, of which it packs the columns.
 */
final class GemmFloat {
    /** Columns of a single-row product that are computed at a time, so that their sums stay in the first cache. */
    private static final int ROW_COLUMNS = 2048;

    private static final ThreadLocal<GemmFloat> OF_THREAD = ThreadLocal.withInitial(GemmFloat::new);

    private float[] aPanels = GemmBlocking.NO_FLOATS;
    private float[] bPanels = GemmBlocking.NO_FLOATS;
    private float[] tile = GemmBlocking.NO_FLOATS;
    private int[] panelRows = GemmBlocking.NO_INTS;

    /** Multiplications since {@link TileChoice} was last asked to look. */
    private long multiplied;

    private GemmFloat() {}

    /** Multiplies; arguments as in {@link Gemm}, already checked. {@code packed}, if not null, stands for B. */
    static void multiply(
            GemmFloatKernels kernels,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            @Nullable PackedB packed,
            float[] c,
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
        GemmFloat workspace = OF_THREAD.get();
        if (m <= 2 && packed != null) {
            workspace.packedRows(
                    kernels,
                    m,
                    a,
                    aOffset,
                    aRowStride,
                    aColStride,
                    packed,
                    c,
                    cOffset,
                    cRowStride,
                    accumulate,
                    epilogue);
        } else if (m == 1) {
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
        } else if (n == 1 && cRowStride == 1 && packed == null) {
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
                    packed,
                    c,
                    cOffset,
                    cRowStride,
                    accumulate,
                    epilogue);
        }
    }

    /** Says that this thread multiplied so often by tiles. */
    static void count(long multiplications) {
        count(multiplications, OF_THREAD.get());
    }

    private static void count(long multiplications, GemmFloat workspace) {
        workspace.multiplied += multiplications;
        if (workspace.multiplied > TileChoice.CHECKED_AT) {
            workspace.multiplied = 0;
            TileChoice.checkOnce();
        }
    }

    private static void finishEmpty(
            GemmFloatKernels kernels,
            int m,
            int n,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        for (int i = 0; !accumulate && i < m; i++) {
            int start = cOffset + i * cRowStride;
            java.util.Arrays.fill(c, start, start + n, 0f);
        }
        complete(kernels, epilogue, m, n, c, cOffset, cRowStride);
    }

    /** One or two rows by a packed factor: all the work is reading it, so panels are read some at a time. */
    private void packedRows(
            GemmFloatKernels kernels,
            int m,
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            PackedB packed,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        int n = packed.columns();
        int k = packed.depth();
        float[] x = a;
        int xOffset = aOffset;
        int xRow = aRowStride;
        if (aColStride != 1) {
            x = copyRows(m, k, a, aOffset, aRowStride, aColStride);
            xOffset = 0;
            xRow = k;
        }
        int width = kernels.panelWidth();
        int step = kernels.panelsAtOnce(m) * width;
        float[] panels = packed.panels();
        int blocks = GemmBlocking.depthBlocks(k);
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(k, blocks, block);
            int depth = GemmBlocking.depthStart(k, blocks, block + 1) - start;
            boolean add = accumulate || block > 0;
            int j = 0;
            for (; j <= n - step; j += step) {
                int panel = packed.panelOffset(start, depth, j);
                kernels.panelRows(
                        m,
                        depth,
                        x,
                        xOffset + start,
                        xRow,
                        panels,
                        panel,
                        width * depth,
                        c,
                        cOffset + j,
                        cRowStride,
                        add);
            }
            for (; j < n; j += width) {
                int panel = packed.panelOffset(start, depth, j);
                int columns = Math.min(width, n - j);
                for (int i = 0; i < m; i++) {
                    int at = cOffset + i * cRowStride + j;
                    kernels.row(x, xOffset + i * xRow + start, 1, depth, panels, panel, width, columns, c, at, add);
                }
            }
        }
        complete(kernels, epilogue, m, n, c, cOffset, cRowStride);
    }

    /** Rows of A one after the other, in a buffer that the next product of this thread overwrites. */
    private float[] copyRows(int m, int k, float[] a, int aOffset, int aRowStride, int aColStride) {
        aPanels = atLeast(aPanels, m * k);
        for (int i = 0; i < m; i++) {
            for (int p = 0; p < k; p++) {
                aPanels[i * k + p] = a[aOffset + i * aRowStride + p * aColStride];
            }
        }
        return aPanels;
    }

    private void row(
            GemmFloatKernels kernels,
            int n,
            int k,
            float[] a,
            int aOffset,
            int aColStride,
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            float[] c,
            int cOffset,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        if (bRowStride == 1 && bColStride != 1) {
            boolean contiguous = aColStride == 1;
            float[] x = contiguous ? a : copyRows(1, k, a, aOffset, 0, aColStride);
            ColumnChains.row(x, contiguous ? aOffset : 0, k, b, bOffset, bColStride, n, c, cOffset, accumulate);
            complete(kernels, epilogue, 1, n, c, cOffset, n);
            return;
        }
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
        complete(kernels, epilogue, 1, n, c, cOffset, n);
    }

    private void blocks(
            GemmFloatKernels kernels,
            int m,
            int n,
            int k,
            float[] a,
            int aOffset,
            int aRowStride,
            int aColStride,
            float[] b,
            int bOffset,
            int bRowStride,
            int bColStride,
            @Nullable PackedB packed,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        int width = kernels.panelWidth();
        int group = kernels.rowGroup();
        int wide = kernels.wideColumns();
        count((long) m * n * k, this);
        int maxDepth = Math.min(k, GemmBlocking.MAX_DEPTH);
        boolean fewRows = m <= GemmBlocking.MAX_ROWS;
        int columnsAtOnce = fewRows ? n : Math.min(n, GemmBlocking.MAX_COLUMNS / wide * wide);
        int stride = GemmBlocking.roundUp(columnsAtOnce, width);
        // Whether some rows at a time go through all of the depth, so that C stays in the second cache meanwhile.
        boolean wholeDepth = !fewRows && (packed != null || GemmBlocking.keepsWholeDepth(k, stride));
        int rowsAtOnce = Math.min(m, wholeDepth ? GemmBlocking.rowsOfWholeDepth(columnsAtOnce) : GemmBlocking.MAX_ROWS);
        int band = GemmBlocking.bandColumns(maxDepth, wide);
        int panelsKept = packed != null ? 0 : fewRows ? Math.min(n, band) : columnsAtOnce;
        aPanels = atLeast(aPanels, (rowsAtOnce + group) * maxDepth);
        bPanels = atLeast(bPanels, packed == null && wholeDepth ? stride * k : (panelsKept + width) * maxDepth);
        tile = atLeast(tile, Math.max(3 * group * width, group * wide));
        panelRows = GemmBlocking.rows(panelRows, maxDepth, width);

        int blocks = GemmBlocking.depthBlocks(k);
        int chunks = (m + rowsAtOnce - 1) / rowsAtOnce;
        for (int column = 0; column < n; column += columnsAtOnce) {
            int until = Math.min(column + columnsAtOnce, n);
            for (int o = 0; o < (wholeDepth ? chunks : blocks); o++) {
                for (int i = 0; i < (wholeDepth ? blocks : chunks); i++) {
                    int block = wholeDepth ? i : o;
                    int row = (wholeDepth ? o : i) * rowsAtOnce;
                    int start = GemmBlocking.depthStart(k, blocks, block);
                    int depth = GemmBlocking.depthStart(k, blocks, block + 1) - start;
                    boolean add = accumulate || block > 0;
                    Epilogue last = block == blocks - 1 ? epilogue : null;
                    int rows = Math.min(rowsAtOnce, m - row);
                    int aIndex = aOffset + row * aRowStride + start * aColStride;
                    kernels.packA(a, aIndex, aRowStride, aColStride, rows, depth, aPanels, 0);
                    for (int j = column; j < until; j += band) {
                        int columns = Math.min(band, until - j);
                        int bIndex = bOffset + start * bRowStride + j * bColStride;
                        int cIndex = cOffset + row * cRowStride + j;
                        int panel = packed != null
                                ? packed.panelOffset(start, depth, j)
                                : fewRows ? 0 : (wholeDepth ? start * stride : 0) + (j - column) * depth;
                        int done = 0;
                        if (packed == null && row == 0 && bColStride == 1) {
                            done = Math.min(group, rows);
                            firstRows(
                                    kernels,
                                    done,
                                    columns,
                                    depth,
                                    b,
                                    bIndex,
                                    bRowStride,
                                    m > group,
                                    panel,
                                    c,
                                    cIndex,
                                    cRowStride,
                                    add,
                                    last,
                                    j);
                        } else if (packed == null && row == 0) {
                            packColumns(kernels, b, bIndex, bRowStride, bColStride, columns, depth, panel);
                        }
                        rowsTimesBand(
                                kernels,
                                done,
                                rows,
                                columns,
                                depth,
                                packed == null ? bPanels : packed.panels(),
                                panel,
                                c,
                                cIndex,
                                cRowStride,
                                add,
                                last,
                                row,
                                j);
                    }
                    apply(last, rows, until - column, c, cOffset + row * cRowStride + column, cRowStride);
                }
            }
        }
    }

    private void packColumns(
            GemmFloatKernels kernels,
            float[] b,
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

    /**
     * Multiplies the first group of rows by a band of B that lies in its own place. Where more rows follow it leaves the
     * band's panels packed for them: while these tiles wait for memory there is time for a few rows.
     *
     * @param keep whether panels of the whole band have to be left behind
     */
    private void firstRows(
            GemmFloatKernels kernels,
            int rows,
            int columns,
            int depth,
            float[] b,
            int bIndex,
            int bRowStride,
            boolean keep,
            int panel,
            float[] c,
            int cIndex,
            int cRowStride,
            boolean add,
            @Nullable Epilogue epilogue,
            int epilogueColumn) {
        int width = kernels.panelWidth();
        int group = kernels.rowGroup();
        int wide = kernels.wideColumns();
        boolean whole = rows == group;
        float[] target = whole ? c : tile;
        int stride = whole ? cRowStride : wide;
        int j = 0;
        while (columns - j >= width) {
            int from = bIndex + j;
            int to = panel + j * depth;
            int at = cIndex + j;
            int targetAt = whole ? at : 0;
            int taken = columns - j >= wide ? wide : width;
            if (!whole && add) {
                copy(c, at, cRowStride, tile, 0, wide, rows, taken);
            }
            if (taken == width) {
                kernels.tileWhilePacking(
                        depth, aPanels, 0, b, from, bRowStride, bPanels, to, target, targetAt, stride, add);
            } else if (keep) {
                kernels.wideTileWhilePacking(
                        depth, aPanels, 0, b, from, bRowStride, bPanels, to, target, targetAt, stride, add);
            } else {
                kernels.wideTile(depth, aPanels, 0, b, from, bRowStride, target, targetAt, stride, add);
            }
            if (!whole) {
                copy(tile, 0, wide, c, at, cRowStride, rows, taken);
            }
            if (epilogue != null) {
                finish(kernels, epilogue, 0, epilogueColumn + j, rows, taken, c, at, cRowStride);
            }
            j += taken;
        }
        if (j < columns) {
            int to = panel + j * depth;
            packColumns(kernels, b, bIndex + j, bRowStride, 1, columns - j, depth, to);
            rowsTimesBand(
                    kernels,
                    0,
                    rows,
                    columns - j,
                    depth,
                    bPanels,
                    to,
                    c,
                    cIndex + j,
                    cRowStride,
                    add,
                    epilogue,
                    0,
                    epilogueColumn + j);
        }
    }

    /**
     * Multiplies the packed rows of A from {@code first} on by a packed band of B, tile by tile along the rows of C: so C is
     * written in long runs, which matters where it is large and the depth small.
     */
    private void rowsTimesBand(
            GemmFloatKernels kernels,
            int first,
            int rows,
            int columns,
            int depth,
            float[] b,
            int bIndex,
            float[] c,
            int cIndex,
            int cRowStride,
            boolean add,
            @Nullable Epilogue epilogue,
            int epilogueRow,
            int epilogueColumn) {
        int width = kernels.panelWidth();
        int group = kernels.rowGroup();
        int tallest = TileChoice.groups() * group;
        for (int i = first; i < rows; i += tallest) {
            int height = Math.min(tallest, GemmBlocking.roundUp(rows - i, group));
            int tileRows = Math.min(height, rows - i);
            for (int j = 0; j < columns; j += width) {
                int panel = bIndex + j * depth;
                int wanted = Math.min(width, columns - j);
                int tileColumns = GemmBlocking.roundUp(wanted, kernels.columnStep());
                boolean whole = tileRows == height && wanted == tileColumns;
                int at = cIndex + i * cRowStride + j;
                float[] target = whole ? c : tile;
                int targetAt = whole ? at : 0;
                int stride = whole ? cRowStride : width;
                if (!whole && add) {
                    copy(c, at, cRowStride, tile, 0, width, tileRows, wanted);
                }
                if (tileColumns == width) {
                    kernels.panelTile(height, depth, aPanels, i * depth, b, panel, target, targetAt, stride, add);
                } else {
                    kernels.tile(
                            height,
                            tileColumns,
                            depth,
                            aPanels,
                            i * depth,
                            b,
                            panel,
                            panelRows,
                            0,
                            target,
                            targetAt,
                            stride,
                            add);
                }
                if (!whole) {
                    copy(tile, 0, width, c, at, cRowStride, tileRows, wanted);
                }
                if (epilogue != null) {
                    int row = epilogueRow + i;
                    finish(kernels, epilogue, row, epilogueColumn + j, tileRows, wanted, c, at, cRowStride);
                }
            }
        }
    }

    private static void copy(
            float[] from,
            int fromOffset,
            int fromStride,
            float[] to,
            int toOffset,
            int toStride,
            int rows,
            int columns) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(from, fromOffset + i * fromStride, to, toOffset + i * toStride, columns);
        }
    }

    /** All of an epilogue, for a product whose sums are complete at once. */
    private static void complete(
            GemmFloatKernels kernels,
            @Nullable Epilogue epilogue,
            int rows,
            int columns,
            float[] c,
            int cIndex,
            int cRowStride) {
        finish(kernels, epilogue, 0, 0, rows, columns, c, cIndex, cRowStride);
        apply(epilogue, rows, columns, c, cIndex, cRowStride);
    }

    /** The function of an epilogue, for a part of C to which everything before it was done. */
    private static void apply(
            @Nullable Epilogue epilogue, int rows, int columns, float[] c, int cIndex, int cRowStride) {
        FloatFunction function = epilogue == null ? null : epilogue.function();
        if (function == null) {
            return;
        }
        FloatLoops.Unary loop = Loops.kernel(function);
        if (columns == cRowStride) {
            loop.run(c, cIndex, c, cIndex, rows * columns);
            return;
        }
        for (int i = 0; i < rows; i++) {
            int at = cIndex + i * cRowStride;
            loop.run(c, at, c, at, columns);
        }
    }

    /** Bias and activation, for a part of C whose sums are complete. */
    private static void finish(
            GemmFloatKernels kernels,
            @Nullable Epilogue epilogue,
            int row,
            int column,
            int rows,
            int columns,
            float[] c,
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
                        epilogue.floats(),
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
                        epilogue.floats(),
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

    private static float[] atLeast(float[] array, int length) {
        return array.length >= length ? array : new float[length];
    }
}
