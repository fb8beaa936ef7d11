package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** The windows of an image as columns, as {@code torch.nn.Unfold}: {@code [N, C, H, W] → [N, C·kH·kW, windows]}. */
public final class Unfold extends Module {
    private final int[] kernelSize;
    private final int[] dilation;
    private final int[] padding;
    private final int[] stride;

    /** Dilation 1, no padding, stride 1. */
    public Unfold(int kernelSize) {
        this(new int[] {kernelSize}, new int[] {1}, new int[] {0}, new int[] {1});
    }

    /** Each setting is one number or two. */
    public Unfold(int[] kernelSize, int[] dilation, int[] padding, int[] stride) {
        this.kernelSize = kernelSize.clone();
        this.dilation = dilation.clone();
        this.padding = padding.clone();
        this.stride = stride.clone();
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.unfold(input, kernelSize, dilation, padding, stride);
    }

    @Override
    protected String extraRepr() {
        return "kernel_size=" + Extents.shortest(kernelSize) + ", dilation=" + Extents.shortest(dilation) + ", padding="
                + Extents.shortest(padding) + ", stride=" + Extents.shortest(stride);
    }
}
