package dev.arclight.kernel.cpu;

import java.util.Arrays;

/**
 * Some images of one size copied side by side with zeros around them, channel by channel, so that a window's elements lie
 * at fixed distances from its place. Places are counted across rows, margins and images: the one at row {@code r} and
 * column {@code q} of image {@code i} is {@code (i · down.pitch + r) · across.pitch + q}.
 */
record ConvLayout(ConvAxis down, ConvAxis across, int channels, int images) {
    /**
     * Columns that make a product wide enough for its tiles to be whole nearly always: as many small images as make up
     * that many places are laid side by side.
     */
    private static final int WIDE_ENOUGH = 512;

    /** The layout for as many images at a time as are worth it. */
    static ConvLayout of(ConvAxis down, ConvAxis across, int channels, int batch) {
        int places = down.pitch() * across.pitch();
        return new ConvLayout(down, across, channels, Math.max(1, Math.min(batch, WIDE_ENOUGH / Math.max(1, places))));
    }

    /** Elements and margins of one phase of one channel of one image. */
    private int planeSize() {
        return down.pitch() * across.pitch();
    }

    private int phases() {
        return down.phases().length * across.phases().length;
    }

    /** Where place 0 is. */
    int lead() {
        return down.before() * across.pitch() + across.before();
    }

    /**
     * The room that the copy takes, reading {@code beyond} the last place included.
     *
     * @throws IllegalArgumentException if no array is as long
     */
    int length(int beyond) {
        long planes = (long) channels * phases() * images * planeSize();
        long farthest = (long) down.farthest() * across.pitch() + across.farthest();
        return GemmBlocking.arrayLength(lead() + planes + farthest + beyond);
    }

    /** How far from the window's place each of its elements lies: channel by channel, row by row. */
    int[] shifts() {
        int rows = down.shift().length;
        int columns = across.shift().length;
        int[] shifts = new int[channels * rows * columns];
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < rows; r++) {
                for (int q = 0; q < columns; q++) {
                    shifts[at++] = plane(c, down.phase()[r], across.phase()[q])
                            + down.shift()[r] * across.pitch()
                            + across.shift()[q];
                }
            }
        }
        return shifts;
    }

    /** Copies channels of a contiguous image, {@code [channels, height, width]}. */
    void copy(float[] image, int from, int height, int width, int strideH, int strideW, float[] to, int slot) {
        for (int c = 0; c < channels; c++) {
            int plane = from + c * height * width;
            for (int p = 0; p < down.phases().length; p++) {
                for (int q = 0; q < across.phases().length; q++) {
                    int target = lead() + plane(c, p, q) + slot * planeSize();
                    int first = across.phases()[q];
                    for (int y = down.phases()[p]; y < height; y += strideH, target += across.pitch()) {
                        int row = plane + y * width;
                        if (strideW == 1) {
                            System.arraycopy(image, row, to, target, width);
                        } else {
                            int count = ConvAxis.phaseLength(width, first, strideW);
                            every(strideW, image, row + first, to, target, count);
                        }
                    }
                }
            }
        }
    }

    /** Which numbers of a channel are read, and where they go in the layout of the first one. */
    record Table(int[] from, int[] to) {}

    /** The table of a channel, row by row. */
    Table table(int height, int width, int strideH, int strideW) {
        int[] from = new int[height * width];
        int[] to = new int[height * width];
        int count = 0;
        for (int y = 0; y < height; y++) {
            int p = Arrays.binarySearch(down.phases(), y % strideH);
            for (int x = 0; x < width; x++) {
                int q = Arrays.binarySearch(across.phases(), x % strideW);
                if (p >= 0 && q >= 0) {
                    from[count] = y * width + x;
                    to[count++] = lead() + plane(0, p, q) + y / strideH * across.pitch() + x / strideW;
                }
            }
        }
        return new Table(Arrays.copyOf(from, count), Arrays.copyOf(to, count));
    }

    /** Copies channels of {@code area} numbers by a table: sooner than row by row where rows are short. */
    void copy(Table table, float[] image, int from, int area, float[] to, int slot) {
        int[] sources = table.from();
        int[] targets = table.to();
        for (int c = 0; c < channels; c++) {
            int source = from + c * area;
            int target = plane(c, 0, 0) + slot * planeSize();
            for (int i = 0; i < sources.length; i++) {
                to[target + targets[i]] = image[source + sources[i]];
            }
        }
    }

    /** As {@link #copy(float[], int, int, int, int, int, float[], int)}. */
    void copy(double[] image, int from, int height, int width, int strideH, int strideW, double[] to, int slot) {
        for (int c = 0; c < channels; c++) {
            int plane = from + c * height * width;
            for (int p = 0; p < down.phases().length; p++) {
                for (int q = 0; q < across.phases().length; q++) {
                    int target = lead() + plane(c, p, q) + slot * planeSize();
                    int first = across.phases()[q];
                    for (int y = down.phases()[p]; y < height; y += strideH, target += across.pitch()) {
                        int row = plane + y * width;
                        if (strideW == 1) {
                            System.arraycopy(image, row, to, target, width);
                        } else {
                            int count = ConvAxis.phaseLength(width, first, strideW);
                            every(strideW, image, row + first, to, target, count);
                        }
                    }
                }
            }
        }
    }

    private static void every(int stride, float[] from, int fromAt, float[] to, int toAt, int count) {
        if (stride == 2) {
            everySecond(from, fromAt, to, toAt, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from[fromAt + i * stride];
        }
    }

    /** Copies every second number. A stride that the JIT knows makes it three times as fast. */
    static void everySecond(float[] from, int fromAt, float[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from[fromAt + 2 * i];
        }
    }

    private static void every(int stride, double[] from, int fromAt, double[] to, int toAt, int count) {
        if (stride == 2) {
            for (int i = 0; i < count; i++) {
                to[toAt + i] = from[fromAt + 2 * i];
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            to[toAt + i] = from[fromAt + i * stride];
        }
    }

    private int plane(int channel, int phaseDown, int phaseAcross) {
        return ((channel * down.phases().length + phaseDown) * across.phases().length + phaseAcross)
                * images
                * planeSize();
    }
}
