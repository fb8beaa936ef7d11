package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** The mean of each window, as {@code torch.nn.AvgPool2d}: {@code [N, C, H, W] → [N, C, H', W']}. */
public final class AvgPool2d extends PoolLayer {
    private final boolean countIncludePad;
    private final int divisorOverride;

    /** Windows side by side. */
    public AvgPool2d(int kernelSize) {
        this(kernelSize, kernelSize, 0);
    }

    public AvgPool2d(int kernelSize, int stride, int padding) {
        this(new int[] {kernelSize}, new int[] {stride}, new int[] {padding}, false, true, 0);
    }

    /**
     * @param ceilMode whether a last window that reaches beyond the input counts
     * @param countIncludePad whether padding counts in the mean
     * @param divisorOverride what sums are divided by instead of the number of elements; 0 for none
     */
    public AvgPool2d(
            int[] kernelSize,
            int[] stride,
            int[] padding,
            boolean ceilMode,
            boolean countIncludePad,
            int divisorOverride) {
        super(2, kernelSize, stride, padding, ceilMode);
        this.countIncludePad = countIncludePad;
        this.divisorOverride = divisorOverride;
        requireSound();
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.avgPool2d(input, kernelSize, stride, padding, ceilMode, countIncludePad, divisorOverride);
    }

    @Override
    public String type() {
        return "AvgPool2d";
    }

    @Override
    boolean countsPadding() {
        return countIncludePad;
    }

    @Override
    int divisor() {
        return divisorOverride;
    }
}
