package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional cross-correlation of contiguous image batches, {@code [batch, groups · channels, height, width]}, with
 * weights {@code [groups · filters, channels, kernelH, kernelW]}, and its gradients.
 *
 * <p>This is the definition; {@link Winograd} is faster for some and rounds otherwise.
 *
 * <p>No matrix of patches is made. One image at a time (or a few small ones) is copied with zeros around it; then what the
 * window reads for neighbouring results is a run of neighbouring numbers at a fixed distance from its place, which the
 * tiles of {@link Gemm} multiply where it lies, or in panels of a block of results. The gradient of the input is such a product too: it gathers, it never
 * scatters. So memory does not grow with the batch or the window.
 *
 * <p><b>Numerics.</b> Each element is one chain of fused multiply-adds that begins at zero: a result's runs through its
 * window channel by channel, row by row, and ends with the bias; an input gradient's runs through filters, then through
 * the rows and columns of the window that touched the input; a weight gradient's through images, then places row by row.
 * Zeros around an image are multiplied like any number. The bits depend neither on the batch, nor on vectors.
 *
 * <p>A value, safe for all threads; each call works on the calling thread with a workspace of that thread.
 *
 * @param groups that channels and filters are divided into
 * @param channels of the image in one group
 * @param filters in one group
 * @param height of the image
 * @param width of the image
 * @param kernelH rows of the window
 * @param kernelW columns of the window
 * @param strideH how far the window moves down
 * @param strideW how far the window moves to the right
 * @param padH zeros above and below the image
 * @param padW zeros to the left and right of the image
 * @param dilationH distance of the window's rows
 * @param dilationW distance of the window's columns
 * @param outHeight places of the window from top to bottom
 * @param outWidth places of the window from left to right
 */
public record Convolution(
        int groups,
        int channels,
        int filters,
        int height,
        int width,
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int padH,
        int padW,
        int dilationH,
        int dilationW,
        int outHeight,
        int outWidth) {

    /**
     * Correlates.
     *
     * @param x {@code batch} images, from {@code xOffset}
     * @param w the weights, from {@code wOffset}
     * @param bias one number for each filter of all groups, from {@code biasOffset}; or null
     * @param out {@code [batch, groups · filters, outHeight, outWidth]}, overwritten from {@code outOffset}
     */
    public void forward(
            int batch,
            float[] x,
            int xOffset,
            float[] w,
            int wOffset,
            float @Nullable [] bias,
            int biasOffset,
            float[] out,
            int outOffset) {
        ConvFloat.forward(GemmKernels.FLOAT, this, batch, x, xOffset, w, wOffset, bias, biasOffset, out, outOffset);
    }

    /** As the method for floats. */
    public void forward(
            int batch,
            double[] x,
            int xOffset,
            double[] w,
            int wOffset,
            double @Nullable [] bias,
            int biasOffset,
            double[] out,
            int outOffset) {
        ConvDouble.forward(GemmKernels.DOUBLE, this, batch, x, xOffset, w, wOffset, bias, biasOffset, out, outOffset);
    }

    /**
     * The gradient of the images.
     *
     * @param grad the gradient of the result, {@code [batch, groups · filters, outHeight, outWidth]}
     * @param out {@code [batch, groups · channels, height, width]}, overwritten from {@code outOffset}
     */
    public void backwardInput(
            int batch, float[] grad, int gradOffset, float[] w, int wOffset, float[] out, int outOffset) {
        ConvFloat.backwardInput(GemmKernels.FLOAT, this, batch, grad, gradOffset, w, wOffset, out, outOffset);
    }

    /** As the method for floats. */
    public void backwardInput(
            int batch, double[] grad, int gradOffset, double[] w, int wOffset, double[] out, int outOffset) {
        ConvDouble.backwardInput(GemmKernels.DOUBLE, this, batch, grad, gradOffset, w, wOffset, out, outOffset);
    }

    /**
     * The gradient of the weights.
     *
     * @param grad the gradient of the result, {@code [batch, groups · filters, outHeight, outWidth]}
     * @param out {@code [groups · filters, channels, kernelH, kernelW]}, overwritten from {@code outOffset}
     */
    public void backwardWeight(
            int batch, float[] x, int xOffset, float[] grad, int gradOffset, float[] out, int outOffset) {
        ConvWeightFloat.backwardWeight(GemmKernels.FLOAT, this, batch, x, xOffset, grad, gradOffset, out, outOffset);
    }

    /** As the method for floats. */
    public void backwardWeight(
            int batch, double[] x, int xOffset, double[] grad, int gradOffset, double[] out, int outOffset) {
        ConvWeightDouble.backwardWeight(GemmKernels.DOUBLE, this, batch, x, xOffset, grad, gradOffset, out, outOffset);
    }

    /** Terms of the sum that a result is. */
    int terms() {
        return channels * window();
    }

    /** Places in the window. */
    int window() {
        return kernelH * kernelW;
    }

    /** Results of one filter and image. */
    int spots() {
        return outHeight * outWidth;
    }

    /** Elements of one channel of an image. */
    int area() {
        return height * width;
    }
}
