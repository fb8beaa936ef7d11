package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * What happens to the results of a convolution of floats while they are in cache: a bias is added, then they are normalised by
 * constants, then comes an activation. Each step rounds as if it were done by itself.
 *
 * <p>A value: the arrays are not copied and not written.
 *
 * @param bias one number for each filter of all groups, from {@code biasOffset}; or null
 * @param scales the normalisation of each filter's results, or null
 */
public record ConvEpilogue(
        float @Nullable [] bias, int biasOffset, @Nullable Scales scales, EpilogueActivation activation) {
    static final ConvEpilogue NONE = new ConvEpilogue(null, 0, null, EpilogueActivation.NONE);

    /** What a batch normalisation of known statistics does to channel {@code c}: {@code (x − mean[c])·scale[c] + shift[c]}. */
    public record Scales(float[] mean, float[] scale, float[] shift) {
        void apply(int channel, float[] numbers, int from, int count) {
            Norms.FLOATS.scale(numbers, from, mean[channel], scale[channel], shift[channel], numbers, from, count);
        }
    }

    /** Only a bias, or nothing where it is null. */
    public static ConvEpilogue bias(float @Nullable [] bias, int biasOffset) {
        return bias == null ? NONE : new ConvEpilogue(bias, biasOffset, null, EpilogueActivation.NONE);
    }

    /** The bias of a filter, or negative zero, the one number that changes nothing. */
    float biasOf(int filter) {
        return bias == null ? -0f : bias[biasOffset + filter];
    }

    /** The bias alone. */
    ConvEpilogue biasAlone() {
        return bias(bias, biasOffset);
    }

    /** Completes some rows of {@code columns} results, the first of which is filter {@code filter}'s. */
    void finish(GemmFloatKernels kernels, int filter, int rows, int columns, float[] results, int from, int rowStride) {
        finish(bias, kernels, filter, rows, columns, results, from, rowStride);
    }

    /** Completes results to which the bias was added already. */
    void finishBiased(
            GemmFloatKernels kernels, int filter, int rows, int columns, float[] results, int from, int rowStride) {
        finish(null, kernels, filter, rows, columns, results, from, rowStride);
    }

    private void finish(
            float @Nullable [] added,
            GemmFloatKernels kernels,
            int filter,
            int rows,
            int columns,
            float[] results,
            int from,
            int rowStride) {
        int first = added == null ? 0 : biasOffset + filter;
        EpilogueActivation last = activation;
        if (scales != null) {
            if (added != null) {
                EpilogueActivation none = EpilogueActivation.NONE;
                kernels.finish(added, first, 1, 0, none, rows, columns, results, from, rowStride);
            }
            for (int i = 0; i < rows; i++) {
                scales.apply(filter + i, results, from + i * rowStride, columns);
            }
            if (last != EpilogueActivation.NONE) {
                kernels.finish(null, 0, 0, 0, last, rows, columns, results, from, rowStride);
            }
        } else if (added != null || last != EpilogueActivation.NONE) {
            kernels.finish(added, first, 1, 0, last, rows, columns, results, from, rowStride);
        }
    }
}
