package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** One-dimensional transposed convolution, as {@code torch.nn.ConvTranspose1d}: {@code [N, inChannels, L] → [N, outChannels, L']}. */
public final class ConvTranspose1d extends ConvLayer {
    /** Stride 1, no padding. */
    public ConvTranspose1d(int inChannels, int outChannels, int kernelSize) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize));
    }

    public ConvTranspose1d(int inChannels, int outChannels, int kernelSize, int stride, int padding) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize).stride(stride).padding(padding));
    }

    public ConvTranspose1d(ConvOptions options) {
        super(options, 1, true);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.convTranspose1d(
                input, weight(), bias(), stride[0], padding[0], outputPadding[0], groups, dilation[0]);
    }

    @Override
    public String type() {
        return "ConvTranspose1d";
    }
}
