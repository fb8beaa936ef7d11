package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** The largest element of each window, as {@code torch.nn.MaxPool3d}: {@code [N, C, D, H, W] → [N, C, D', H', W']}. */
public final class MaxPool3d extends PoolLayer {
    private final int[] dilation;

    /** Windows side by side. */
    public MaxPool3d(int kernelSize) {
        this(kernelSize, kernelSize, 0);
    }

    public MaxPool3d(int kernelSize, int stride, int padding) {
        this(new int[] {kernelSize}, new int[] {stride}, new int[] {padding}, new int[] {1}, false);
    }

    /** @param ceilMode whether a last window that reaches beyond the input counts */
    public MaxPool3d(int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceilMode) {
        super(3, kernelSize, stride, padding, ceilMode);
        this.dilation = Extents.of(type(), "dilation", 3, dilation);
        requireSound(this.dilation);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.maxPool3d(input, kernelSize, stride, padding, dilation, ceilMode);
    }

    @Override
    public String type() {
        return "MaxPool3d";
    }

    @Override
    int[] dilation() {
        return dilation;
    }
}
