package dev.arclight.kernel.cpu;

/**
 * The filters of a {@link Winograd}, transformed and in the panels that are multiplied. A transformed filter has 16/9 of its
 * numbers.
 *
 * <p>Immutable, so safe for all threads. The layout depends on the machine: never write it to a file.
 */
public final class WinogradFilters {
    private static final int WINDOW = 9;

    /** Windows that are transformed at a time. */
    private static final int STAGED = 256;

    private final Form form;
    private final float[] values;

    /**
     * How weights are transformed; those of one form are the same for all extents and margins of images.
     *
     * @param turned whether they are read from their ends, for the gradient of the input
     */
    public record Form(int filters, int channels, boolean turned) {
        /** The form that a convolution multiplies. */
        public static Form of(Winograd g) {
            return new Form(g.filters(), g.channels(), g.turned());
        }
    }

    WinogradFilters(Form form, float[] values) {
        this.form = form;
        this.values = values;
    }

    /** @throws IllegalArgumentException if they were transformed in another form than the convolution's */
    float[] values(Winograd g) {
        if (form.filters != g.filters() || form.channels != g.channels() || form.turned != g.turned()) {
            throw new IllegalArgumentException("filters were transformed as " + form
                    + ", but the convolution multiplies " + Form.of(g) + "; transform them for it");
        }
        return values;
    }

    /** The room that transformed filters take. @throws IllegalArgumentException if no array is as long */
    static int length(GemmFloatKernels kernels, Winograd g) {
        long tall = GemmBlocking.roundUp(g.filters(), kernels.rowGroup());
        return GemmBlocking.arrayLength(tall * g.channels() * Winograd.POSITIONS);
    }

    /** Position by position, the panels of a matrix with a row for each filter and a column for each channel. */
    static void transform(
            GemmFloatKernels kernels, WinogradKernels transforms, Winograd g, float[] w, int wOffset, float[] to) {
        int group = kernels.rowGroup();
        int filters = g.filters();
        int channels = g.channels();
        int tall = GemmBlocking.roundUp(filters, group);
        int filterStride = g.turned() ? WINDOW : WINDOW * channels;
        int channelStride = g.turned() ? WINDOW * filters : WINDOW;
        float[] staged = new float[WINDOW * STAGED];
        int atOnce = STAGED / group;
        int blocks = GemmBlocking.depthBlocks(channels);
        for (int block = 0; block < blocks; block++) {
            int start = GemmBlocking.depthStart(channels, blocks, block);
            int steps = GemmBlocking.depthStart(channels, blocks, block + 1) - start;
            for (int i = 0; i < tall; i += group) {
                for (int c = 0; c < steps; c += atOnce) {
                    int count = Math.min(atOnce, steps - c);
                    for (int f = 0; f < group; f++) {
                        int from = wOffset + (i + f) * filterStride + (start + c) * channelStride;
                        stage(w, from, i + f < filters, channelStride, count, g.turned(), staged, f, group);
                    }
                    int target = start * tall + i * steps + c * group;
                    transforms.filters(staged, STAGED, count * group, to, target, tall * channels);
                }
            }
        }
    }

    /** Puts the windows of one filter side by side with those of the others, each place of the window by itself. */
    private static void stage(
            float[] w,
            int from,
            boolean exists,
            int stride,
            int count,
            boolean turned,
            float[] to,
            int at,
            int toStep) {
        for (int place = 0; place < WINDOW; place++) {
            int source = from + (turned ? WINDOW - 1 - place : place);
            int target = place * STAGED + at;
            for (int c = 0; c < count; c++) {
                to[target] = exists ? w[source] : 0f;
                source += stride;
                target += toStep;
            }
        }
    }
}
