package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * The product of a {@link Convolution} of floats that gives the gradient of the weights: one row for each filter, one
 * column for each number that the window reads, summed over spots and images.
 *
 * <p>Where what the window reads comes in runs of many numbers, tiles read them from the images; short runs, as those of
 * an image with few channels, are packed into panels first. The double twin is {@link ConvWeightDouble}: keep the two
 * alike.
 */
final class ConvWeightFloat {
    private static final ThreadLocal<ConvWeightFloat> OF_THREAD = ThreadLocal.withInitial(ConvWeightFloat::new);

    private float[] images = GemmBlocking.NO_FLOATS;
    private float[] grads = GemmBlocking.NO_FLOATS;
    private float[] panel = GemmBlocking.NO_FLOATS;
    private float[] sums = GemmBlocking.NO_FLOATS;
    private int[] steps = GemmBlocking.NO_INTS;
    private int[] panelRows = GemmBlocking.NO_INTS;

    private ConvWeightFloat() {}

    /** Arguments as those of {@link Convolution#backwardWeight(int, float[], int, float[], int, float[], int)}. */
    static void backwardWeight(
            GemmFloatKernels kernels,
            Convolution g,
            int batch,
            float[] x,
            int xOffset,
            float[] grad,
            int gradOffset,
            float[] out,
            int outOffset) {
        ConvSpots spots = ConvSpots.of(g, batch);
        int step = kernels.columnStep();
        ConvColumns columns =
                isDepthwise(g) ? ConvColumns.inPlace(spots, step) : ConvColumns.of(spots, step, kernels.panelWidth());
        OF_THREAD.get().run(kernels, g, spots, columns, batch, x, xOffset, grad, gradOffset, out, outOffset);
    }

    /** Whether each channel has a filter of its own. */
    private static boolean isDepthwise(Convolution g) {
        return g.channels() == 1 && g.filters() == 1;
    }

    private void run(
            GemmFloatKernels kernels,
            Convolution g,
            ConvSpots spots,
            ConvColumns columns,
            int batch,
            float[] x,
            int xOffset,
            float[] grad,
            int gradOffset,
            float[] out,
            int outOffset) {
        int tall = GemmBlocking.roundUp(g.filters(), kernels.rowGroup());
        int maxDepth = spots.images() * spots.rowsAtOnce() * g.outWidth();
        int width = kernels.panelWidth();
        images = atLeast(images, spots.length(width));
        grads = atLeast(grads, GemmBlocking.arrayLength((long) tall * maxDepth));
        panel = atLeast(panel, columns.packed() ? width * maxDepth : 0);
        sums = atLeast(sums, GemmBlocking.arrayLength((long) tall * columns.stride()));
        steps = steps.length >= maxDepth ? steps : new int[maxDepth];
        panelRows = GemmBlocking.rows(panelRows, columns.packed() ? maxDepth : 0, width);
        Arrays.fill(images, 0, spots.length(width), 0f);
        for (int group = 0; group < g.groups(); group++) {
            Arrays.fill(sums, 0, tall * columns.stride(), 0f);
            for (int first = 0; first < batch; first += spots.images()) {
                int count = Math.min(spots.images(), batch - first);
                for (int i = 0; i < count; i++) {
                    int image = xOffset + ((first + i) * g.groups() + group) * g.channels() * g.area();
                    copyChannelsLast(g, x, image, spots.lead() + i * spots.image(), spots.pitch());
                }
                for (int row = 0; row < g.outHeight(); row += spots.rowsAtOnce()) {
                    int until = Math.min(row + spots.rowsAtOnce(), g.outHeight());
                    int depth = spots.steps(steps, count, row, until);
                    int gradImage = g.groups() * g.filters() * g.spots();
                    int from = gradOffset + first * gradImage + group * g.filters() * g.spots() + row * g.outWidth();
                    if (isDepthwise(g)) {
                        for (int i = 0; i < count; i++) {
                            System.arraycopy(grad, from + i * gradImage, grads, i * (depth / count), depth / count);
                        }
                        multiplyDepthwise(kernels, columns, depth);
                    } else {
                        packGradients(kernels, g, grad, from, gradImage, count, depth);
                        multiply(kernels, columns, tall, depth);
                    }
                }
            }
            columns.spread(sums, out, outOffset + group * g.filters() * g.terms());
        }
    }

    /** Copies an image to where its channels lie side by side; rows of eight channels at a time, written in one go. */
    private void copyChannelsLast(Convolution g, float[] x, int from, int to, int pitch) {
        int channels = g.channels();
        int area = g.area();
        for (int y = 0; y < g.height(); y++) {
            int row = to + y * pitch * channels;
            if (channels == 1) {
                System.arraycopy(x, from + y * g.width(), images, row, g.width());
                continue;
            }
            int c = 0;
            for (; c < channels - 7; c += 8) {
                interleaveEight(x, from + c * area + y * g.width(), area, g.width(), images, row + c, channels);
            }
            for (; c < channels; c++) {
                int source = from + c * area + y * g.width();
                int target = row + c;
                for (int q = 0; q < g.width(); q++) {
                    images[target] = x[source + q];
                    target += channels;
                }
            }
        }
    }

    private static void interleaveEight(
            float[] x, int from, int stride, int length, float[] to, int toOffset, int toStride) {
        int x1 = from + stride;
        int x2 = x1 + stride;
        int x3 = x2 + stride;
        int x4 = x3 + stride;
        int x5 = x4 + stride;
        int x6 = x5 + stride;
        int x7 = x6 + stride;
        int target = toOffset;
        for (int q = 0; q < length; q++) {
            to[target] = x[from + q];
            to[target + 1] = x[x1 + q];
            to[target + 2] = x[x2 + q];
            to[target + 3] = x[x3 + q];
            to[target + 4] = x[x4 + q];
            to[target + 5] = x[x5 + q];
            to[target + 6] = x[x6 + q];
            to[target + 7] = x[x7 + q];
            target += toStride;
        }
    }

    /** Packs the gradients of {@code depth} spots, which lie in {@code count} images alike. */
    private void packGradients(
            GemmFloatKernels kernels, Convolution g, float[] grad, int from, int gradImage, int count, int depth) {
        int group = kernels.rowGroup();
        int each = depth / count;
        for (int i = 0; i < g.filters(); i += group) {
            int rows = Math.min(group, g.filters() - i);
            for (int image = 0; image < count; image++) {
                kernels.packA(
                        grad,
                        from + image * gradImage + i * g.spots(),
                        g.spots(),
                        1,
                        rows,
                        each,
                        grads,
                        i * depth + image * each * group);
            }
        }
    }

    private void multiply(GemmFloatKernels kernels, ConvColumns columns, int tall, int depth) {
        int group = kernels.rowGroup();
        for (int p = 0; p < columns.count(); p++) {
            if (columns.packed()) {
                packColumns(kernels.panelWidth(), columns, p, depth);
            }
            float[] b = columns.packed() ? panel : images;
            int[] rows = columns.packed() ? panelRows : steps;
            int from = columns.packed() ? 0 : columns.from()[p];
            for (int i = 0; i < tall; i += 3 * group) {
                int height = Math.min(3 * group, tall - i);
                kernels.tile(
                        height,
                        columns.width()[p],
                        depth,
                        grads,
                        i * depth,
                        b,
                        from,
                        rows,
                        0,
                        sums,
                        i * columns.stride() + columns.at()[p],
                        columns.stride(),
                        true);
            }
        }
    }

    /** One filter of one channel: a few short sums, three of which are made at a time. */
    private void multiplyDepthwise(GemmFloatKernels kernels, ConvColumns columns, int depth) {
        int step = kernels.columnStep();
        int[] from = columns.from();
        int p = 0;
        for (; p < columns.count() - 2; p += 3) {
            kernels.tabledRows(
                    grads, depth, images, from[p], from[p + 1], from[p + 2], steps, sums, columns.at()[p], step);
        }
        for (; p < columns.count(); p++) {
            kernels.tabledRow(grads, 0, 1, depth, images, from[p], steps, 0, step, sums, columns.at()[p], true);
        }
    }

    /**
     * Packs what the window reads at every spot of its numbers in panel {@code p}, eight numbers at a time. Columns of the
     * panel that stand for no number keep what they held, since their sums go nowhere.
     */
    private void packColumns(int width, ConvColumns columns, int p, int depth) {
        int first = columns.at()[p];
        int[] places = columns.places();
        int wanted = Math.min(columns.width()[p], places.length - first);
        int j = 0;
        for (; j < wanted - 7; j += 8) {
            packEight(places, first + j, j, width, depth);
        }
        for (; j < wanted; j++) {
            int place = places[first + j];
            int target = j;
            for (int k = 0; k < depth; k++) {
                panel[target] = images[place + steps[k]];
                target += width;
            }
        }
    }

    private void packEight(int[] places, int first, int column, int width, int depth) {
        float[] from = images;
        float[] to = panel;
        int[] moves = steps;
        int p0 = places[first];
        int p1 = places[first + 1];
        int p2 = places[first + 2];
        int p3 = places[first + 3];
        int p4 = places[first + 4];
        int p5 = places[first + 5];
        int p6 = places[first + 6];
        int p7 = places[first + 7];
        int target = column;
        for (int k = 0; k < depth; k++) {
            int step = moves[k];
            to[target] = from[p0 + step];
            to[target + 1] = from[p1 + step];
            to[target + 2] = from[p2 + step];
            to[target + 3] = from[p3 + step];
            to[target + 4] = from[p4 + step];
            to[target + 5] = from[p5 + step];
            to[target + 6] = from[p6 + step];
            to[target + 7] = from[p7 + step];
            target += width;
        }
    }

    private static float[] atLeast(float[] array, int length) {
        return array.length >= length ? array : new float[length];
    }
}
