package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;

/**
 * The settings of a convolution layer, with PyTorch's defaults: stride 1, no padding, dilation 1, one group, a bias.
 *
 * <pre>{@code
 * new Conv2d(ConvOptions.of(64, 128, 3).stride(2).padding(1).bias(false))
 * }</pre>
 *
 * <p>Each extent is one number for all dimensions, or one for each.
 */
public final class ConvOptions {
    /** What stands beyond the edges of the input. */
    public enum PaddingMode {
        ZEROS,
        REFLECT,
        REPLICATE,
        CIRCULAR
    }

    final int inChannels;
    final int outChannels;
    final int[] kernelSize;
    int[] stride = {1};
    int[] padding = {0};
    int[] outputPadding = {0};
    int[] dilation = {1};
    int groups = 1;
    boolean bias = true;
    boolean same;
    PaddingMode paddingMode = PaddingMode.ZEROS;

    private ConvOptions(int inChannels, int outChannels, int... kernelSize) {
        this.inChannels = inChannels;
        this.outChannels = outChannels;
        this.kernelSize = kernelSize.clone();
    }

    public static ConvOptions of(int inChannels, int outChannels, int... kernelSize) {
        if (inChannels < 1 || outChannels < 1 || kernelSize.length == 0) {
            throw new ShapeException("convolution: " + inChannels + " input and " + outChannels
                    + " output channels must be ≥ 1, and a kernel size must be given");
        }
        return new ConvOptions(inChannels, outChannels, kernelSize);
    }

    public ConvOptions stride(int... value) {
        stride = value.clone();
        return this;
    }

    /** Elements added at each side. */
    public ConvOptions padding(int... value) {
        padding = value.clone();
        same = false;
        return this;
    }

    /** As much padding as keeps the extents, {@code padding='same'}; only with stride 1. */
    public ConvOptions paddingSame() {
        same = true;
        return this;
    }

    public ConvOptions paddingMode(PaddingMode value) {
        paddingMode = value;
        return this;
    }

    /** Only of transposed convolutions: elements added to the result at one side. */
    public ConvOptions outputPadding(int... value) {
        outputPadding = value.clone();
        return this;
    }

    public ConvOptions dilation(int... value) {
        dilation = value.clone();
        return this;
    }

    public ConvOptions groups(int value) {
        groups = value;
        return this;
    }

    public ConvOptions bias(boolean value) {
        bias = value;
        return this;
    }
}
