package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** The largest element of each window, as {@code torch.nn.MaxPool2d}: {@code [N, C, H, W] → [N, C, H', W']}. */
public final class MaxPool2d extends PoolLayer {
    private final int[] dilation;

    /** Windows side by side. */
    public MaxPool2d(int kernelSize) {
        this(kernelSize, kernelSize, 0);
    }

    public MaxPool2d(int kernelSize, int stride, int padding) {
        this(new int[] {kernelSize}, new int[] {stride}, new int[] {padding}, new int[] {1}, false);
    }

    /** @param ceilMode whether a last window that reaches beyond the input counts */
    public MaxPool2d(int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceilMode) {
        super(2, kernelSize, stride, padding, ceilMode);
        this.dilation = Extents.of(type(), "dilation", 2, dilation);
        requireSound(this.dilation);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.maxPool2d(input, kernelSize, stride, padding, dilation, ceilMode);
    }

    @Override
    public String type() {
        return "MaxPool2d";
    }

    @Override
    int[] dilation() {
        return dilation;
    }
}
