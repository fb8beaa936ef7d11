package dev.arclight.kernel.cpu;

/**
 * The window that pooling slides over the planes of an image batch, with the meaning that PyTorch gives to each number.
 *
 * @param ceilMode whether a last window that begins inside the input (or its left padding) but ends outside counts
 */
public record PoolWindow(
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int paddingHeight,
        int paddingWidth,
        int dilationHeight,
        int dilationWidth,
        boolean ceilMode) {
    /**
     * @throws IllegalArgumentException if a kernel, stride or dilation is below 1, or a padding is negative or more than
     *     half the kernel
     */
    public PoolWindow {
        checkPositive("kernel", kernelHeight, kernelWidth);
        checkPositive("stride", strideHeight, strideWidth);
        checkPositive("dilation", dilationHeight, dilationWidth);
        checkPadding("height", paddingHeight, (kernelHeight - 1) * dilationHeight + 1);
        checkPadding("width", paddingWidth, (kernelWidth - 1) * dilationWidth + 1);
    }

    /** Square windows side by side: the stride is the kernel, no padding. */
    public static PoolWindow square(int kernel) {
        return new PoolWindow(kernel, kernel, kernel, kernel, 0, 0, 1, 1, false);
    }

    /**
     * The height of the result.
     *
     * @throws IllegalArgumentException if no window fits
     */
    public int outHeight(int height) {
        return extent("height", height, kernelHeight, strideHeight, paddingHeight, dilationHeight);
    }

    /** The width of the result; as {@link #outHeight}. */
    public int outWidth(int width) {
        return extent("width", width, kernelWidth, strideWidth, paddingWidth, dilationWidth);
    }

    /** Whether these are windows of 2 × 2 side by side, which have kernels of their own. */
    boolean isTwoByTwo(int height, int width) {
        return kernelHeight == 2
                && kernelWidth == 2
                && strideHeight == 2
                && strideWidth == 2
                && paddingHeight == 0
                && paddingWidth == 0
                && dilationHeight == 1
                && dilationWidth == 1
                && !(ceilMode && (height | width) % 2 != 0);
    }

    private int extent(String side, int size, int kernel, int stride, int padding, int dilation) {
        long room = size + 2L * padding - (long) dilation * (kernel - 1) - 1;
        long extent = Math.floorDiv(room + (ceilMode ? stride - 1 : 0), (long) stride) + 1;
        if (ceilMode && (extent - 1) * stride >= (long) size + padding) {
            extent--;
        }
        if (extent < 1) {
            throw new IllegalArgumentException("pooling an input of " + side + " " + size + " with kernel " + kernel
                    + ", stride " + stride + ", padding " + padding + ", dilation " + dilation
                    + " gives no result; expected a " + side + " of at least "
                    + ((long) dilation * (kernel - 1) + 1 - 2L * padding));
        }
        return Math.toIntExact(extent);
    }

    private static void checkPositive(String name, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "pooling " + name + " is " + height + " × " + width + "; expected at least 1 × 1");
        }
    }

    private static void checkPadding(String side, int padding, int span) {
        if (padding < 0 || padding > span / 2) {
            throw new IllegalArgumentException("pooling padding of the " + side + " is " + padding
                    + "; expected 0 to half the window, " + span / 2);
        }
    }
}
