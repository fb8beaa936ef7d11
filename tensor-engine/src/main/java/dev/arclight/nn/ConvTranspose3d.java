package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** Three-dimensional transposed convolution, as {@code torch.nn.ConvTranspose3d}: {@code [N, inChannels, D, H, W] → [N, outChannels, D', H', W']}. */
public final class ConvTranspose3d extends ConvLayer {
    /** Stride 1, no padding. */
    public ConvTranspose3d(int inChannels, int outChannels, int kernelSize) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize));
    }

    public ConvTranspose3d(int inChannels, int outChannels, int kernelSize, int stride, int padding) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize).stride(stride).padding(padding));
    }

    public ConvTranspose3d(ConvOptions options) {
        super(options, 3, true);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.convTranspose3d(input, weight(), bias(), stride, padding, outputPadding, groups, dilation);
    }

    @Override
    public String type() {
        return "ConvTranspose3d";
    }
}
