package dev.arclight.kernel.cpu;

/**
 * How images lie for the gradient of a {@link Convolution}'s weights: {@code images} of them one after the other, with
 * zeros around them and the channels of an element side by side. Then what the window reads at one spot are a few runs of
 * neighbouring numbers, and from spot to spot all of them move by the same distance.
 *
 * @param pitch elements from one row to the next: the row and zeros that serve two rows as margins
 * @param rows from one image to the next: the image's and zeros
 */
record ConvSpots(Convolution g, int images, int pitch, int rows) {
    /** Terms that are summed at a time: 512 steps of a tile's rows of the gradient fill two thirds of the first cache. */
    private static final int MAX_DEPTH = 512;

    static ConvSpots of(Convolution g, int batch) {
        int images = Math.max(1, Math.min(batch, MAX_DEPTH / Math.max(1, g.spots())));
        int pitch = g.width() + margin(g.width(), g.kernelW(), g.strideW(), g.padW(), g.dilationW(), g.outWidth());
        int rows = g.height() + margin(g.height(), g.kernelH(), g.strideH(), g.padH(), g.dilationH(), g.outHeight());
        return new ConvSpots(g, images, pitch, rows);
    }

    private static int margin(int size, int kernel, int stride, int pad, int dilation, int results) {
        return Math.max(pad, (results - 1) * stride + (kernel - 1) * dilation - pad - (size - 1));
    }

    /** Where the first element of the first image lies. */
    int lead() {
        return (g.padH() * pitch + g.padW()) * g.channels();
    }

    /** Distance from an image to the next. */
    int image() {
        return rows * pitch * g.channels();
    }

    /** Room for the images, reading {@code beyond} the last number included. */
    int length(int beyond) {
        return GemmBlocking.arrayLength(lead() + (long) images * rows * pitch * g.channels() + beyond);
    }

    /** Rows of results whose spots are summed at a time. */
    int rowsAtOnce() {
        return Math.max(1, Math.min(g.outHeight(), MAX_DEPTH / Math.max(1, g.outWidth())));
    }

    /** How far the window has moved at each spot of {@code count} images and rows of results from {@code row}. */
    int steps(int[] steps, int count, int row, int until) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int r = row; r < until; r++) {
                int start = ((i * rows + r * g.strideH()) * pitch) * g.channels();
                for (int q = 0; q < g.outWidth(); q++) {
                    steps[at++] = start + q * g.strideW() * g.channels();
                }
            }
        }
        return at;
    }

    /** Numbers in a run: whole rows of the window where its columns are neighbours, else one place's channels. */
    int run() {
        return g.dilationW() == 1 ? g.kernelW() * g.channels() : g.channels();
    }

    int runs() {
        return g.dilationW() == 1 ? g.kernelH() : g.window();
    }

    /** Where the window at the first spot reads channel {@code channel} of its place {@code (row, column)}. */
    int place(int row, int column, int channel) {
        return lead()
                + ((row * g.dilationH() - g.padH()) * pitch + column * g.dilationW() - g.padW()) * g.channels()
                + channel;
    }
}
