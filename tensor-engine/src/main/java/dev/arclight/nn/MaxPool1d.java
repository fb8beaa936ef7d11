package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** The largest element of each window, as {@code torch.nn.MaxPool1d}: {@code [N, C, L] → [N, C, L']}. */
public final class MaxPool1d extends PoolLayer {
    private final int[] dilation;

    /** Windows side by side. */
    public MaxPool1d(int kernelSize) {
        this(kernelSize, kernelSize, 0);
    }

    public MaxPool1d(int kernelSize, int stride, int padding) {
        this(new int[] {kernelSize}, new int[] {stride}, new int[] {padding}, new int[] {1}, false);
    }

    /** @param ceilMode whether a last window that reaches beyond the input counts */
    public MaxPool1d(int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceilMode) {
        super(1, kernelSize, stride, padding, ceilMode);
        this.dilation = Extents.of(type(), "dilation", 1, dilation);
        requireSound(this.dilation);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.maxPool1d(input, kernelSize[0], stride[0], padding[0], dilation[0], ceilMode);
    }

    @Override
    public String type() {
        return "MaxPool1d";
    }

    @Override
    int[] dilation() {
        return dilation;
    }
}
