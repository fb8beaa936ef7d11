package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;

/** How the window of a two-dimensional convolution moves; shared by the convolution and its two gradients. */
public record Conv2dGeometry(int strideH, int strideW, int padH, int padW, int dilationH, int dilationW, int groups) {
    public Conv2dGeometry {
        if (strideH < 1 || strideW < 1 || dilationH < 1 || dilationW < 1 || groups < 1 || padH < 0 || padW < 0) {
            throw new ShapeException("conv2d: stride " + strideH + "×" + strideW + ", dilation " + dilationH + "×"
                    + dilationW + " and groups " + groups + " must be ≥ 1, padding " + padH + "×" + padW + " ≥ 0");
        }
    }

    public static Conv2dGeometry of(int stride, int padding) {
        return new Conv2dGeometry(stride, stride, padding, padding, 1, 1, 1);
    }

    /** The result's shape {@code [batch, out, height, width]}. */
    public Shape output(Shape input, Shape weight) {
        if (input.rank() != 4 || weight.rank() != 4) {
            throw new ShapeException("conv2d: input " + input + " and weight " + weight
                    + " must have four dimensions, [batch, channels, height, width] and [out, in / groups, kernel"
                    + " height, kernel width]");
        }
        if (input.dim(1) != (long) weight.dim(1) * groups || weight.dim(0) % groups != 0) {
            throw new ShapeException("conv2d: input " + input + " has " + input.dim(1) + " channels, weight " + weight
                    + " with " + groups + " groups expects " + (long) weight.dim(1) * groups
                    + " and an output count that the groups divide");
        }
        if (weight.dim(0) == 0) {
            throw new ShapeException("conv2d: weight " + weight + " has no output channels; expected at least one");
        }
        return Shape.of(
                input.dim(0),
                weight.dim(0),
                extent("height", input, 2, weight.dim(2), strideH, padH, dilationH),
                extent("width", input, 3, weight.dim(3), strideW, padW, dilationW));
    }

    /** An extent of a result that arithmetic gave as long. */
    static int fitting(String what, Shape input, long extent) {
        if (extent > Integer.MAX_VALUE) {
            throw new ShapeException(
                    what + ": input " + input + " would give an extent of " + extent + ", more than 2^31 - 1");
        }
        return (int) extent;
    }

    private static int extent(String what, Shape input, int dim, int kernel, int stride, int pad, int dilation) {
        long room = input.dim(dim) + 2L * pad - (long) dilation * (kernel - 1) - 1;
        if (room < 0 || kernel < 1) {
            throw new ShapeException("conv2d: the kernel's " + what + " " + kernel + " with dilation " + dilation
                    + " does not fit input " + input + " with padding " + pad);
        }
        return fitting("conv2d", input, room / stride + 1);
    }
}
