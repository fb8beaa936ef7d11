package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** The mean of each window, as {@code torch.nn.AvgPool1d}: {@code [N, C, L] → [N, C, L']}. */
public final class AvgPool1d extends PoolLayer {
    private final boolean countIncludePad;

    /** Windows side by side. */
    public AvgPool1d(int kernelSize) {
        this(kernelSize, kernelSize, 0);
    }

    public AvgPool1d(int kernelSize, int stride, int padding) {
        this(new int[] {kernelSize}, new int[] {stride}, new int[] {padding}, false, true);
    }

    /**
     * @param ceilMode whether a last window that reaches beyond the input counts
     * @param countIncludePad whether padding counts in the mean
     */
    public AvgPool1d(int[] kernelSize, int[] stride, int[] padding, boolean ceilMode, boolean countIncludePad) {
        super(1, kernelSize, stride, padding, ceilMode);
        this.countIncludePad = countIncludePad;
        requireSound();
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.avgPool1d(input, kernelSize[0], stride[0], padding[0], ceilMode, countIncludePad);
    }

    @Override
    public String type() {
        return "AvgPool1d";
    }

    @Override
    boolean countsPadding() {
        return countIncludePad;
    }
}
