package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** Two-dimensional transposed convolution, as {@code torch.nn.ConvTranspose2d}: {@code [N, inChannels, H, W] → [N, outChannels, H', W']}. */
public final class ConvTranspose2d extends ConvLayer {
    /** Stride 1, no padding. */
    public ConvTranspose2d(int inChannels, int outChannels, int kernelSize) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize));
    }

    public ConvTranspose2d(int inChannels, int outChannels, int kernelSize, int stride, int padding) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize).stride(stride).padding(padding));
    }

    public ConvTranspose2d(ConvOptions options) {
        super(options, 2, true);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.convTranspose2d(input, weight(), bias(), stride, padding, outputPadding, groups, dilation);
    }

    @Override
    public String type() {
        return "ConvTranspose2d";
    }
}
