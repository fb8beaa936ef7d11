package dev.arclight.kernel.cpu;

/**
 * The filters of a {@link Convolution} of floats in the panels that are multiplied, packed once for many batches.
 *
 * <p>Immutable, so safe for all threads. The layout depends on the machine: never write it to a file.
 */
public final class PackedFilters {
    private final Form form;
    private final GemmFloatKernels kernels;
    private final float[] panels;
    private final int groupLength;

    /**
     * How weights are packed; those of one form are the same for all extents of images, strides and margins.
     *
     * @param filters of a group
     * @param terms of a filter
     */
    public record Form(int groups, int filters, int terms) {
        /** The form that a convolution multiplies. */
        public static Form of(Convolution g) {
            return new Form(g.groups(), g.filters(), g.terms());
        }
    }

    private PackedFilters(Form form, GemmFloatKernels kernels, float[] panels, int groupLength) {
        this.form = form;
        this.kernels = kernels;
        this.panels = panels;
        this.groupLength = groupLength;
    }

    /** Packs a copy of contiguous weights, {@code [groups · filters, channels, kernelH, kernelW]}. */
    public static PackedFilters pack(Convolution g, float[] w, int wOffset) {
        GemmFloatKernels kernels = GemmKernels.FLOAT;
        ConvPlan plan = ConvPlan.of(g, 1);
        int length = ConvFloat.packedLength(kernels, g.terms(), g.filters());
        float[] panels = new float[GemmBlocking.arrayLength((long) length * g.groups())];
        for (int group = 0; group < g.groups(); group++) {
            int from = wOffset + group * g.filters() * g.terms();
            ConvFloat.pack(kernels, w, from, g.terms(), plan.terms(), g.filters(), panels, group * length);
        }
        return new PackedFilters(Form.of(g), kernels, panels, length);
    }

    /**
     * The convolution of batches of so many images.
     *
     * @throws IllegalArgumentException if the filters were packed in another form than the convolution's
     */
    public Batch forBatch(Convolution g, int batch) {
        Form wanted = Form.of(g);
        if (!form.equals(wanted)) {
            throw new IllegalArgumentException("filters were packed as " + form + ", but the convolution multiplies "
                    + wanted + "; pack them for it");
        }
        return new Batch(ConvPlan.of(g, batch));
    }

    /** Convolves batches of one size; the result is bit for bit that of {@link Convolution#forward}. Safe for all threads. */
    public final class Batch {
        private final ConvPlan plan;

        private Batch(ConvPlan plan) {
            this.plan = plan;
        }

        /**
         * Arguments as those of {@link Convolution#forward}; allocates nothing once its thread's workspace is large enough.
         *
         * @param epilogue what is done to results once they are complete
         */
        public void run(float[] x, int xOffset, ConvEpilogue epilogue, float[] out, int outOffset) {
            ConvFloat workspace = ConvFloat.ofThread();
            workspace.clearImages(kernels, plan.layout());
            for (int group = 0; group < plan.convolution().groups(); group++) {
                int filters = group * groupLength;
                workspace.group(kernels, plan, group, x, xOffset, panels, filters, epilogue, out, outOffset);
            }
        }
    }
}
