package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** Adds columns up to an image, as {@code torch.nn.Fold}: {@code [N, C·kH·kW, windows] → [N, C, H, W]}. */
public final class Fold extends Module {
    private final int[] outputSize;
    private final int[] kernelSize;
    private final int[] dilation;
    private final int[] padding;
    private final int[] stride;

    /** Dilation 1, no padding, stride 1. */
    public Fold(int[] outputSize, int kernelSize) {
        this(outputSize, new int[] {kernelSize}, new int[] {1}, new int[] {0}, new int[] {1});
    }

    /** Each setting is one number or two. */
    public Fold(int[] outputSize, int[] kernelSize, int[] dilation, int[] padding, int[] stride) {
        this.outputSize = outputSize.clone();
        this.kernelSize = kernelSize.clone();
        this.dilation = dilation.clone();
        this.padding = padding.clone();
        this.stride = stride.clone();
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.fold(input, outputSize, kernelSize, dilation, padding, stride);
    }

    @Override
    protected String extraRepr() {
        return "output_size=" + Extents.shortest(outputSize) + ", kernel_size=" + Extents.shortest(kernelSize)
                + ", dilation=" + Extents.shortest(dilation) + ", padding=" + Extents.shortest(padding) + ", stride="
                + Extents.shortest(stride);
    }
}
