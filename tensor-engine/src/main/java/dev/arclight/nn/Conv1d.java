package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** One-dimensional convolution, as {@code torch.nn.Conv1d}: {@code [N, inChannels, L] → [N, outChannels, L']}. */
public final class Conv1d extends ConvLayer {
    /** Stride 1, no padding. */
    public Conv1d(int inChannels, int outChannels, int kernelSize) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize));
    }

    public Conv1d(int inChannels, int outChannels, int kernelSize, int stride, int padding) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize).stride(stride).padding(padding));
    }

    public Conv1d(ConvOptions options) {
        super(options, 1, false);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.conv1d(padded(input), weight(), bias(), stride[0], padding[0], dilation[0], groups);
    }

    @Override
    public String type() {
        return "Conv1d";
    }
}
