package dev.arclight.nn;

import dev.arclight.tensor.Tensor;

/** Three-dimensional convolution, as {@code torch.nn.Conv3d}: {@code [N, inChannels, D, H, W] → [N, outChannels, D', H', W']}. */
public final class Conv3d extends ConvLayer {
    /** Stride 1, no padding. */
    public Conv3d(int inChannels, int outChannels, int kernelSize) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize));
    }

    public Conv3d(int inChannels, int outChannels, int kernelSize, int stride, int padding) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize).stride(stride).padding(padding));
    }

    public Conv3d(ConvOptions options) {
        super(options, 3, false);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.conv3d(padded(input), weight(), bias(), stride, padding, dilation, groups);
    }

    @Override
    public String type() {
        return "Conv3d";
    }
}
