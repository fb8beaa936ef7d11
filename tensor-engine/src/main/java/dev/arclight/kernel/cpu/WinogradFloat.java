package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * Drives {@link Winograd}: takes some tiles at a time, of one image or several, transforms them into the panels of a matrix
 * product, hands tiles of that to {@link GemmFloatKernels}, transforms the products and puts the results in their places.
 */
final class WinogradFloat {
    static final WinogradKernels TRANSFORMS = VectorSupport.choose(
            WinogradKernels.class,
            "dev.arclight.kernel.cpu.vector.WinogradVector",
            () -> new WinogradPortable(GemmKernels.FLOAT.panelWidth()));

    /** Floats of transformed tiles and their products at a time: 768 KiB, which stay in the second cache. */
    private static final int AT_ONCE = 196_608;

    /**
     * Floats of transformed filters that are too many for the second cache: they come from the third for each panel, so two panels
     * are multiplied at a time. Measured 8 % for 512 filters of 512 channels.
     */
    private static final int MANY_FILTERS = 1 << 21;

    /** What the transforms may read and write beyond their last tile. */
    private static final int BEYOND = 32;

    private static final ThreadLocal<WinogradFloat> OF_THREAD = ThreadLocal.withInitial(WinogradFloat::new);

    private float[] filters = GemmBlocking.NO_FLOATS;
    private float[] plane = GemmBlocking.NO_FLOATS;
    private float[] line = GemmBlocking.NO_FLOATS;
    private float[] panels = GemmBlocking.NO_FLOATS;
    private float[] products = GemmBlocking.NO_FLOATS;
    private int[] panelRows = GemmBlocking.NO_INTS;

    /** Rows of one channel that a block of tiles reads: where they begin in the images and in the plane. */
    private int[] rowFrom = GemmBlocking.NO_INTS;

    private int[] rowTo = GemmBlocking.NO_INTS;
    private int rows;

    /** Tiles of the block that lie side by side: where they begin in the plane, how many, and where their results go. */
    private int[] runFrom = GemmBlocking.NO_INTS;

    private int[] runTiles = GemmBlocking.NO_INTS;
    private int[] runRow = GemmBlocking.NO_INTS;
    private int[] runColumn = GemmBlocking.NO_INTS;
    private int[] runTo = GemmBlocking.NO_INTS;
    private int runs;

    private WinogradFloat() {}

    static WinogradFloat ofThread() {
        return OF_THREAD.get();
    }

    /** Transforms weights for one call. */
    float[] transform(GemmFloatKernels kernels, Winograd g, float[] w, int wOffset) {
        filters = atLeast(filters, WinogradFilters.length(kernels, g));
        WinogradFilters.transform(kernels, TRANSFORMS, g, w, wOffset, filters);
        return filters;
    }

    /** Arguments as those of {@link Winograd#run}. Returns whether all results are finite before bias and activation. */
    boolean run(
            GemmFloatKernels kernels,
            Winograd g,
            int batch,
            float[] x,
            int xOffset,
            float[] filters,
            ConvEpilogue epilogue,
            float[] out,
            int outOffset) {
        return run(kernels, TRANSFORMS, g, batch, x, xOffset, filters, epilogue, out, outOffset);
    }

    boolean run(
            GemmFloatKernels kernels,
            WinogradKernels transforms,
            Winograd g,
            int batch,
            float[] x,
            int xOffset,
            float[] filters,
            ConvEpilogue epilogue,
            float[] out,
            int outOffset) {
        int width = kernels.panelWidth();
        int tall = GemmBlocking.roundUp(g.filters(), kernels.rowGroup());
        int all = batch * g.tiles();
        int tileFloats = Winograd.POSITIONS * (g.channels() + tall);
        int least = Winograd.POSITIONS * g.channels() * tall > MANY_FILTERS ? 2 : 1;
        int most = Math.max(least, AT_ONCE / (tileFloats * width));
        int blocks = ((all + width - 1) / width + most - 1) / most;
        int each = ((all + width - 1) / width + blocks - 1) / blocks;
        panels = atLeast(panels, Winograd.POSITIONS * position(each * width, g.channels()));
        products = atLeast(products, Winograd.POSITIONS * position(each * width, tall));
        line = atLeast(line, Winograd.POSITIONS * (each * width + BEYOND));
        panelRows = GemmBlocking.rows(panelRows, Math.min(g.channels(), GemmBlocking.MAX_DEPTH), width);
        boolean finite = true;
        for (int first = 0; first < all; first += each * width) {
            int count = Math.min(each * width, all - first);
            plan(g, first, count);
            transformImages(transforms, g, x, xOffset, count, each, width);
            multiply(kernels, g, filters, count, each, tall);
            finite &= transformProducts(kernels, transforms, g, count, each, tall, epilogue, out, outOffset);
        }
        return finite;
    }
    /** Distance of a position's panels from the next's: not a power of two, lest all 16 share a set of the first cache. */
    private static int position(int columns, int depth) {
        return GemmBlocking.arrayLength((long) columns * depth + 32);
    }

    /** Numbers of a row of the plane that have the same parity. */
    private static int half(Winograd g) {
        return g.tilesAcross() + 1;
    }

    /** Lists the rows that {@code count} tiles read, counted through all images, and the runs of tiles in them. */
    private void plan(Winograd g, int first, int count) {
        int across = g.tilesAcross();
        int pitch = 2 * half(g);
        int mostRuns = count / across + 2;
        int mostRows = 2 * mostRuns + 2 * (count / g.tiles() + 2);
        rowFrom = atLeast(rowFrom, mostRows);
        rowTo = atLeast(rowTo, mostRows);
        runFrom = atLeast(runFrom, mostRuns);
        runTiles = atLeast(runTiles, mostRuns);
        runRow = atLeast(runRow, mostRuns);
        runColumn = atLeast(runColumn, mostRuns);
        runTo = atLeast(runTo, mostRuns);
        rows = 0;
        runs = 0;
        int planeRows = 0;
        int tile = first;
        while (tile < first + count) {
            int image = tile / g.tiles();
            int inImage = tile % g.tiles();
            int until = Math.min(g.tiles(), inImage + first + count - tile);
            int top = inImage / across;
            int bottom = (until - 1) / across;
            for (int t = inImage; t < until; runs++) {
                int row = t / across;
                int column = t % across;
                int length = Math.min(across - column, until - t);
                runFrom[runs] = (planeRows + 2 * (row - top)) * pitch + column;
                runTiles[runs] = length;
                runRow[runs] = 2 * row;
                runColumn[runs] = 2 * column;
                runTo[runs] = image * g.filters() * g.outHeight() * g.outWidth() + 2 * row * g.outWidth() + 2 * column;
                t += length;
            }
            for (int r = 2 * top; r < 2 * bottom + 4; r++) {
                int y = r - g.padH();
                if (y >= 0 && y < g.height()) {
                    rowFrom[rows] = (image * g.channels() * g.height() + y) * g.width();
                    rowTo[rows++] = (planeRows + r - 2 * top) * pitch;
                }
            }
            planeRows += 2 * (bottom - top) + 4;
            tile += until - inImage;
        }
        int length = planeRows * pitch + BEYOND;
        plane = atLeast(plane, length);
        Arrays.fill(plane, 0, length, 0f);
    }

    private void transformImages(
            WinogradKernels transforms, Winograd g, float[] x, int xOffset, int count, int each, int width) {
        int half = half(g);
        int area = g.height() * g.width();
        int lineStride = each * width + BEYOND;
        int whole = (count + width - 1) / width;
        int positionStride = position(each * width, g.channels());
        int evenFirst = (g.padW() + 1) / 2;
        int evenShift = 2 * evenFirst - g.padW();
        int evens = Math.max(0, Math.min(half - evenFirst, (g.width() - evenShift + 1) / 2));
        int oddFirst = g.padW() / 2;
        int oddShift = 2 * oddFirst + 1 - g.padW();
        int odds = Math.max(0, Math.min(half - oddFirst, (g.width() - oddShift + 1) / 2));
        for (int c = 0; c < g.channels(); c++) {
            int channel = xOffset + c * area;
            for (int r = 0; r < rows; r++) {
                int from = channel + rowFrom[r];
                ConvLayout.everySecond(x, from + evenShift, plane, rowTo[r] + evenFirst, evens);
                ConvLayout.everySecond(x, from + oddShift, plane, rowTo[r] + half + oddFirst, odds);
            }
            int at = 0;
            for (int u = 0; u < runs; u++) {
                transforms.input(plane, runFrom[u], 2 * half, half, runTiles[u], line, at, lineStride);
                at += runTiles[u];
            }
            // What lies beyond the last tile is multiplied too.
            for (int p = 0; p < Winograd.POSITIONS && count < whole * width; p++) {
                Arrays.fill(line, p * lineStride + count, p * lineStride + whole * width, 0f);
            }
            transforms.fill(line, lineStride, whole, panels, c * width, g.channels() * width, positionStride);
        }
    }

    /** At each position, all filters times the block's tiles. */
    private void multiply(GemmFloatKernels kernels, Winograd g, float[] filters, int count, int each, int tall) {
        int width = kernels.panelWidth();
        int depth = g.channels();
        int tallest = TileChoice.groups() * kernels.rowGroup();
        int blocks = GemmBlocking.depthBlocks(depth);
        for (int p = 0; p < Winograd.POSITIONS; p++) {
            int panel = p * position(each * width, depth);
            int product = p * position(each * width, tall);
            for (int block = 0; block < blocks; block++) {
                int start = GemmBlocking.depthStart(depth, blocks, block);
                int steps = GemmBlocking.depthStart(depth, blocks, block + 1) - start;
                for (int i = 0; i < tall; i += tallest) {
                    int height = Math.min(tallest, tall - i);
                    int a = (p * depth + start) * tall + i * steps;
                    for (int j = 0; j < count; j += width) {
                        int b = panel + (j * depth + start * width);
                        int c = product + j * tall + i * width;
                        int columns = GemmBlocking.roundUp(Math.min(width, count - j), kernels.columnStep());
                        if (columns == width) {
                            kernels.panelTile(height, steps, filters, a, panels, b, products, c, width, block > 0);
                        } else {
                            kernels.tile(
                                    height, columns, steps, filters, a, panels, b, panelRows, 0, products, c, width,
                                    block > 0);
                        }
                    }
                }
            }
        }
    }

    private boolean transformProducts(
            GemmFloatKernels kernels,
            WinogradKernels transforms,
            Winograd g,
            int count,
            int each,
            int tall,
            ConvEpilogue epilogue,
            float[] out,
            int outOffset) {
        int width = kernels.panelWidth();
        int positionStride = position(each * width, tall);
        int lineStride = each * width + BEYOND;
        boolean relu = epilogue.scales() == null && epilogue.activation() == EpilogueActivation.RELU;
        float floor = relu ? 0 : Float.NEGATIVE_INFINITY;
        ConvEpilogue rest = relu ? ConvEpilogue.NONE : epilogue;
        boolean finite = true;
        for (int i = 0; i < g.filters(); i++) {
            float added = epilogue.biasOf(i);
            for (int j = 0; j < count; j += width) {
                int from = j * tall + i * width;
                int columns = GemmBlocking.roundUp(Math.min(width, count - j), kernels.columnStep());
                finite &= transforms.output(products, from, positionStride, columns, added, floor, line, j, lineStride);
            }
            for (int q = 0; q < 4; q++) {
                rest.finishBiased(kernels, i, 1, count, line, q * lineStride, 0);
            }
            int at = 0;
            for (int u = 0; u < runs; u++) {
                int to = outOffset + runTo[u] + i * g.outHeight() * g.outWidth();
                int columns = Math.min(2 * runTiles[u], g.outWidth() - runColumn[u]);
                interleave(line, at, at + lineStride, columns, out, to);
                if (runRow[u] + 1 < g.outHeight()) {
                    interleave(line, at + 2 * lineStride, at + 3 * lineStride, columns, out, to + g.outWidth());
                }
                at += runTiles[u];
            }
        }
        return finite;
    }

    private static void interleave(float[] from, int even, int odd, int count, float[] to, int toAt) {
        int pairs = count / 2;
        for (int i = 0; i < pairs; i++) {
            to[toAt + 2 * i] = from[even + i];
            to[toAt + 2 * i + 1] = from[odd + i];
        }
        if (count % 2 == 1) {
            to[toAt + count - 1] = from[even + pairs];
        }
    }

    private static float[] atLeast(float[] array, int length) {
        return array.length >= length ? array : new float[length];
    }

    private static int[] atLeast(int[] array, int length) {
        return array.length >= length ? array : new int[length];
    }
}
