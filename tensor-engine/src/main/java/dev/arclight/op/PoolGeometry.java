package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;

/**
 * How the window of a two-dimensional average pooling moves; shared by the pooling and its gradient.
 *
 * @param ceilMode whether a last window that reaches beyond the padded input counts too, if it begins inside
 * @param countIncludePad whether padding counts in the mean
 * @param divisorOverride what sums are divided by instead of the number of elements; 0 for none
 */
public record PoolGeometry(
        int kernelH,
        int kernelW,
        int strideH,
        int strideW,
        int padH,
        int padW,
        boolean ceilMode,
        boolean countIncludePad,
        int divisorOverride) {
    public PoolGeometry {
        if (kernelH < 1 || kernelW < 1 || strideH < 1 || strideW < 1) {
            throw new ShapeException("avgPool2d: kernel " + kernelH + "×" + kernelW + " and stride " + strideH + "×"
                    + strideW + " must be ≥ 1");
        }
        if (padH < 0 || padW < 0 || padH > kernelH / 2 || padW > kernelW / 2) {
            throw new ShapeException("avgPool2d: padding " + padH + "×" + padW + " must be from 0 to half the kernel, "
                    + kernelH / 2 + "×" + kernelW / 2);
        }
        if (divisorOverride < 0) {
            throw new ShapeException(
                    "avgPool2d: the divisor is " + divisorOverride + "; it must be ≥ 1, or 0 for none");
        }
    }

    /** The result's shape for input {@code [batch, channels, height, width]}. */
    Shape output(Shape input) {
        if (input.rank() != 4) {
            throw new ShapeException("avgPool2d: input " + input + " must be [batch, channels, height, width]");
        }
        requireElements("avgPool2d", input);
        return Shape.of(
                input.dim(0),
                input.dim(1),
                extent("avgPool2d", input, 2, kernelH, strideH, padH, 1, ceilMode),
                extent("avgPool2d", input, 3, kernelW, strideW, padW, 1, ceilMode));
    }

    /** @throws ShapeException if an example holds no elements; there may be no examples */
    static void requireElements(String what, Shape input) {
        for (int i = 1; i < input.rank(); i++) {
            if (input.dim(i) == 0) {
                throw new ShapeException(
                        what + ": dimension " + i + " of input " + input + " is empty; only the batch may be");
            }
        }
    }

    /**
     * Places of a window along a dimension, as PyTorch counts them.
     *
     * @throws ShapeException if the window does not fit once
     */
    public static int extent(
            String what, Shape input, int dim, int kernel, int stride, int pad, int dilation, boolean ceilMode) {
        int size = input.dim(dim);
        // What a dilation spans, and the last step, may pass an int.
        long room = size + 2L * pad - (long) dilation * (kernel - 1) - 1 + (ceilMode ? stride - 1 : 0);
        if (room < 0) {
            throw new ShapeException(what + ": a window of " + kernel + " does not fit dimension " + dim + " of input "
                    + input + " with padding " + pad);
        }
        long places = room / stride + 1;
        // The last window must begin inside the input or the padding before it.
        boolean beyond = ceilMode && (places - 1) * stride >= (long) size + pad;
        return Conv2dGeometry.fitting(what, input, beyond ? places - 1 : places);
    }
}
