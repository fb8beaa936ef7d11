package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * The product of {@link ConvFloat} with its right factor packed: some results of all images at a time, what the window reads
 * for them is copied into panels, whose tiles are faster than those that read the images themselves and have no columns of
 * margins. From a few dozen filters on that costs little.
 *
 * <p>Each sum is the chain that it is without panels.
 */
final class ConvPanels {
    /**
     * Filters from which on panels are faster. A step of a panel takes about a tile of four rows' time to copy.
     */
    private static final int LEAST_ROWS = 24;

    /** Floats of sums, and of panels, at a time: half of the second cache together. */
    private static final int AT_ONCE = 65_536;

    private float[] panels = GemmBlocking.NO_FLOATS;
    private float[] sums = GemmBlocking.NO_FLOATS;
    private int[] panelRows = GemmBlocking.NO_INTS;

    /** Columns of a block that read neighbouring places and lie in one panel: the first place, how many, and where in the panel. */
    private int[] runFrom = GemmBlocking.NO_INTS;

    private int[] runLength = GemmBlocking.NO_INTS;
    private int[] runAt = GemmBlocking.NO_INTS;

    /** The first run of each panel. */
    private int[] panelRuns = GemmBlocking.NO_INTS;

    /** Whether panels are worth while for so many filters. */
    static boolean suits(int rows) {
        return rows >= LEAST_ROWS;
    }

    /**
     * Multiplies packed filters by what the window reads at every place of {@code count} images.
     *
     * @param firstFilter the number of the first row among the filters of all groups
     * @param images the images, laid out, and room for a panel behind them
     * @param out where the results go, those of the first image and filter from {@code to}
     * @param outImage distance of one image's results from the next's
     */
    void product(
            GemmFloatKernels kernels,
            ConvLayout layout,
            int[] shifts,
            float[] images,
            float[] filters,
            int filtersOffset,
            int count,
            int rows,
            ConvEpilogue epilogue,
            int firstFilter,
            ConvResult result,
            float[] out,
            int to,
            int outImage) {
        int width = kernels.panelWidth();
        int tall = GemmBlocking.roundUp(rows, kernels.rowGroup());
        int depth = shifts.length;
        int spots = result.rows() * result.columns();
        int all = count * spots;
        int maxDepth = Math.min(Math.max(1, depth), GemmBlocking.MAX_DEPTH);
        int most = Math.max(1, AT_ONCE / Math.max(tall, maxDepth) / width);
        int allPanels = (all + width - 1) / width;
        int blocks = (allPanels + most - 1) / most;
        int columnsAtOnce = (allPanels + blocks - 1) / blocks * width;
        panels = atLeast(panels, columnsAtOnce * maxDepth + width);
        sums = atLeast(sums, GemmBlocking.arrayLength((long) tall * columnsAtOnce));
        panelRows = GemmBlocking.rows(panelRows, maxDepth, width);
        // Whole tiles that complete their sums can write them where they belong.
        boolean inPlace = result.isContiguous()
                && spots % width == 0
                && tall == rows
                && depth > 0
                && depth <= GemmBlocking.MAX_DEPTH;
        for (int first = 0; first < all; first += columnsAtOnce) {
            int columns = Math.min(columnsAtOnce, all - first);
            int stride = GemmBlocking.roundUp(columns, kernels.columnStep());
            plan(layout, result, first, columns, width);
            if (inPlace) {
                packPanels(kernels, shifts, 0, depth, images, columns);
                int target = to + first / spots * outImage + first % spots;
                multiplyInPlace(
                        kernels,
                        depth,
                        filters,
                        filtersOffset,
                        rows,
                        epilogue,
                        firstFilter,
                        columns,
                        first % spots,
                        result,
                        out,
                        target,
                        outImage - spots);
                continue;
            }
            multiply(kernels, shifts, images, filters, filtersOffset, tall, columns, stride);
            epilogue.finish(kernels, firstFilter, rows, columns, sums, 0, stride);
            spread(result, first, columns, rows, stride, out, to, outImage);
        }
    }

    /** Lists the runs of a block's columns. */
    private void plan(ConvLayout layout, ConvResult result, int first, int columns, int width) {
        int spots = result.rows() * result.columns();
        int pitch = layout.across().pitch();
        int most = columns / result.columns() + columns / width + 4;
        runFrom = atLeast(runFrom, most);
        runLength = atLeast(runLength, most);
        runAt = atLeast(runAt, most);
        panelRuns = atLeast(panelRuns, columns / width + 2);
        int runs = 0;
        for (int j = 0; j < columns; ) {
            int spot = first + j;
            int image = spot / spots;
            int row = spot % spots / result.columns();
            int column = spot % result.columns();
            int at = j % width;
            if (at == 0) {
                panelRuns[j / width] = runs;
            }
            int length = Math.min(Math.min(result.columns() - column, width - at), columns - j);
            runFrom[runs] = layout.lead() + (image * layout.down().pitch() + row) * pitch + column;
            runLength[runs] = length;
            runAt[runs++] = at;
            j += length;
        }
        panelRuns[(columns + width - 1) / width] = runs;
    }

    private void packPanels(GemmFloatKernels kernels, int[] shifts, int start, int steps, float[] images, int columns) {
        int width = kernels.panelWidth();
        for (int j = 0; j < columns; j += width) {
            int run = panelRuns[j / width];
            int until = panelRuns[j / width + 1];
            kernels.packRuns(images, runFrom, runLength, runAt, run, until, shifts, start, steps, panels, j * steps);
        }
    }

    /**
     * Multiplies by panels of all of the depth, each of one image.
     *
     * @param inImage the first column's number among an image's results
     * @param target where the first column's result goes
     * @param outGap distance from an image's results to the next's
     */
    private void multiplyInPlace(
            GemmFloatKernels kernels,
            int depth,
            float[] filters,
            int filtersOffset,
            int rows,
            ConvEpilogue epilogue,
            int firstFilter,
            int columns,
            int inImage,
            ConvResult result,
            float[] out,
            int target,
            int outGap) {
        int width = kernels.panelWidth();
        int tallest = TileChoice.groups() * kernels.rowGroup();
        int spots = result.rows() * result.columns();
        for (int i = 0; i < rows; i += tallest) {
            int height = Math.min(tallest, rows - i);
            int a = filtersOffset + i * depth;
            for (int j = 0; j < columns; j += width) {
                int c = target + i * result.plane() + j + (inImage + j) / spots * outGap;
                kernels.panelTile(height, depth, filters, a, panels, j * depth, out, c, result.plane(), false);
                epilogue.finish(kernels, firstFilter + i, height, width, out, c, result.plane());
            }
        }
    }

    private void multiply(
            GemmFloatKernels kernels,
            int[] shifts,
            float[] images,
            float[] filters,
            int filtersOffset,
            int tall,
            int columns,
            int stride) {
        int width = kernels.panelWidth();
        int tallest = TileChoice.groups() * kernels.rowGroup();
        int depth = shifts.length;
        if (depth == 0) {
            Arrays.fill(sums, 0, tall * stride, 0f);
        }
        int blocks = GemmBlocking.depthBlocks(depth);
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(depth, blocks, block);
            int steps = GemmBlocking.depthStart(depth, blocks, block + 1) - start;
            packPanels(kernels, shifts, start, steps, images, columns);
            for (int i = 0; i < tall; i += tallest) {
                int height = Math.min(tallest, tall - i);
                int a = filtersOffset + start * tall + i * steps;
                for (int j = 0; j < columns; j += width) {
                    int tileColumns = Math.min(width, stride - j);
                    int c = i * stride + j;
                    if (tileColumns == width) {
                        kernels.panelTile(height, steps, filters, a, panels, j * steps, sums, c, stride, block > 0);
                    } else {
                        kernels.tile(
                                height,
                                tileColumns,
                                steps,
                                filters,
                                a,
                                panels,
                                j * steps,
                                panelRows,
                                0,
                                sums,
                                c,
                                stride,
                                block > 0);
                    }
                }
            }
        }
    }

    /** Puts sums where they belong. */
    private void spread(
            ConvResult result, int first, int columns, int rows, int stride, float[] out, int to, int outImage) {
        int spots = result.rows() * result.columns();
        for (int j = 0; j < columns; ) {
            int spot = first + j;
            int inImage = spot % spots;
            int row = inImage / result.columns();
            int column = inImage % result.columns();
            int length = Math.min(columns - j, result.isContiguous() ? spots - inImage : result.columns() - column);
            int target = to + spot / spots * outImage + row * result.rowStride() + column * result.columnStride();
            int source = j;
            for (int i = 0; i < rows; i++) {
                if (result.columnStride() == 1) {
                    System.arraycopy(sums, source, out, target, length);
                } else {
                    for (int q = 0; q < length; q++) {
                        out[target + q * result.columnStride()] = sums[source + q];
                    }
                }
                source += stride;
                target += result.plane();
            }
            j += length;
        }
    }

    private static float[] atLeast(float[] array, int length) {
        return array.length >= length ? array : new float[length];
    }

    private static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : new int[length];
    }
}
