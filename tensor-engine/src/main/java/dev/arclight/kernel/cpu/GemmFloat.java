package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Drives a float matrix multiplication: cuts it into blocks that fit the caches, packs them into panels and hands tiles
 * to {@link GemmFloatKernels}.
 *
 * <p>A B panel is packed when the first tile that needs it is multiplied, by the same pass over B, and used for all
 * rows while it is in the first cache; only when A has more rows than are packed at a time are B panels kept. A single
 * row or column is multiplied without packing where memory allows, since then reading B is all the work.
 *
 * <p>The double twin is {@link GemmDouble}: keep the two alike.
 */
final class GemmFloat {
    /** Columns of a single-row product that are computed at a time, so that their sums stay in the first cache. */
    private static final int ROW_COLUMNS = 2048;

    private static final ThreadLocal<GemmFloat> OF_THREAD = ThreadLocal.withInitial(GemmFloat::new);

    private float[] aPanels = GemmBlocking.NO_FLOATS;
    private float[] bPanels = GemmBlocking.NO_FLOATS;
    private float[] tile = GemmBlocking.NO_FLOATS;
    private float[] scratch = GemmBlocking.NO_FLOATS;
    private int[] panelRows = GemmBlocking.NO_INTS;

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
        if (m == 1 && packed != null) {
            workspace.packedRow(kernels, a, aOffset, aColStride, packed, c, cOffset, accumulate, epilogue);
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
        finish(kernels, epilogue, 0, 0, m, n, c, cOffset, cRowStride);
    }

    private void packedRow(
            GemmFloatKernels kernels,
            float[] a,
            int aOffset,
            int aColStride,
            PackedB packed,
            float[] c,
            int cOffset,
            boolean accumulate,
            @Nullable Epilogue epilogue) {
        int n = packed.columns();
        int k = packed.depth();
        int width = kernels.panelWidth();
        int blocks = GemmBlocking.depthBlocks(k);
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(k, blocks, block);
            int depth = GemmBlocking.depthStart(k, blocks, block + 1) - start;
            for (int j = 0; j < n; j += width) {
                int columns = Math.min(width, n - j);
                kernels.row(
                        a,
                        aOffset + start * aColStride,
                        aColStride,
                        depth,
                        packed.panels(),
                        packed.panelOffset(start, depth, j),
                        width,
                        columns,
                        c,
                        cOffset + j,
                        accumulate || block > 0);
            }
        }
        finish(kernels, epilogue, 0, 0, 1, n, c, cOffset, 0);
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
        boolean direct = bColStride == 1;
        int step = direct ? ROW_COLUMNS : kernels.panelWidth();
        if (!direct) {
            int maxDepth = Math.min(k, GemmBlocking.MAX_DEPTH);
            bPanels = atLeast(bPanels, maxDepth * step);
            scratch = atLeast(scratch, 4 * maxDepth);
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
                    kernels.packB(b, bIndex, bRowStride, bColStride, depth, columns, bPanels, 0, scratch);
                    kernels.row(a, aIndex, aColStride, depth, bPanels, 0, step, columns, c, cOffset + j, add);
                }
            }
        }
        finish(kernels, epilogue, 0, 0, 1, n, c, cOffset, 0);
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
        int maxDepth = Math.min(k, GemmBlocking.MAX_DEPTH);
        int group = kernels.rowGroup();
        int rowsAtOnce = Math.min(m, GemmBlocking.MAX_ROWS);
        boolean keepPanels = m > rowsAtOnce && packed == null;
        int columnsAtOnce = keepPanels ? Math.min(n, GemmBlocking.MAX_COLUMNS / width * width) : n;
        aPanels = atLeast(aPanels, (rowsAtOnce + group) * maxDepth);
        bPanels = atLeast(bPanels, (keepPanels ? columnsAtOnce + width : width) * maxDepth);
        tile = atLeast(tile, 3 * group * width);
        scratch = atLeast(scratch, 4 * maxDepth);
        panelRows = GemmBlocking.rows(panelRows, maxDepth, width);

        int blocks = GemmBlocking.depthBlocks(k);
        for (int column = 0; column < n; column += columnsAtOnce) {
            int columns = Math.min(columnsAtOnce, n - column);
            for (int block = 0; block < blocks; block++) {
                int start = GemmBlocking.depthStart(k, blocks, block);
                int depth = GemmBlocking.depthStart(k, blocks, block + 1) - start;
                boolean add = accumulate || block > 0;
                Epilogue last = block == blocks - 1 ? epilogue : null;
                for (int row = 0; row < m; row += rowsAtOnce) {
                    int rows = Math.min(rowsAtOnce, m - row);
                    packRows(
                            kernels,
                            a,
                            aOffset + row * aRowStride + start * aColStride,
                            aRowStride,
                            aColStride,
                            rows,
                            depth);
                    for (int j = column; j < column + columns; j += width) {
                        int tileColumns = Math.min(width, n - j);
                        float[] panels = packed == null ? bPanels : packed.panels();
                        int panel = packed != null
                                ? packed.panelOffset(start, depth, j)
                                : keepPanels ? (j - column) * depth : 0;
                        boolean ready = packed != null || (keepPanels && row > 0);
                        panelTimesRows(
                                kernels,
                                row,
                                rows,
                                j,
                                tileColumns,
                                depth,
                                ready,
                                b,
                                bOffset + start * bRowStride + j * bColStride,
                                bRowStride,
                                bColStride,
                                panels,
                                panel,
                                c,
                                cOffset,
                                cRowStride,
                                add,
                                last);
                    }
                }
            }
        }
    }

    private void packRows(
            GemmFloatKernels kernels, float[] a, int aOffset, int aRowStride, int aColStride, int rows, int depth) {
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

    /** Multiplies all packed rows of A by one panel of B, which is packed on the way if it is not {@code ready}. */
    private void panelTimesRows(
            GemmFloatKernels kernels,
            int row,
            int rows,
            int column,
            int columns,
            int depth,
            boolean ready,
            float[] b,
            int bIndex,
            int bRowStride,
            int bColStride,
            float[] panels,
            int panel,
            float[] c,
            int cOffset,
            int cRowStride,
            boolean add,
            @Nullable Epilogue epilogue) {
        int width = kernels.panelWidth();
        boolean packOnTheWay = !ready && bColStride == 1 && columns == width;
        if (!ready && !packOnTheWay) {
            kernels.packB(b, bIndex, bRowStride, bColStride, depth, columns, panels, panel, scratch);
        }
        int group = kernels.rowGroup();
        int groups = (rows + group - 1) / group;
        int tileGroups;
        for (int done = 0; done < groups; done += tileGroups) {
            tileGroups = GemmBlocking.tileGroups(groups, done, packOnTheWay);
            int height = tileGroups * group;
            int first = done * group;
            int tileRows = Math.min(height, rows - first);
            int cIndex = cOffset + (row + first) * cRowStride + column;
            int tileColumns = GemmBlocking.roundUp(columns, kernels.columnStep());
            boolean whole = tileRows == height && columns == tileColumns;
            float[] target = whole ? c : tile;
            int targetOffset = whole ? cIndex : 0;
            int targetStride = whole ? cRowStride : width;
            if (!whole && add) {
                copy(c, cIndex, cRowStride, tile, 0, width, tileRows, columns);
            }
            if (done == 0 && packOnTheWay) {
                kernels.tileWhilePacking(
                        depth,
                        aPanels,
                        first * depth,
                        b,
                        bIndex,
                        bRowStride,
                        panels,
                        panel,
                        target,
                        targetOffset,
                        targetStride,
                        add);
            } else {
                kernels.tile(
                        height,
                        tileColumns,
                        depth,
                        aPanels,
                        first * depth,
                        panels,
                        panel,
                        panelRows,
                        0,
                        target,
                        targetOffset,
                        targetStride,
                        add);
            }
            if (!whole) {
                copy(tile, 0, width, c, cIndex, cRowStride, tileRows, columns);
            }
            finish(kernels, epilogue, row + first, column, tileRows, columns, c, cIndex, cRowStride);
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
