package dev.arclight.nn;

import dev.arclight.op.Conv2dGeometry;
import dev.arclight.tensor.Tensor;

/** Two-dimensional convolution, as {@code torch.nn.Conv2d}: {@code [N, inChannels, H, W] → [N, outChannels, H', W']}. */
public final class Conv2d extends ConvLayer {
    private final Conv2dGeometry geometry;

    /** Stride 1, no padding. */
    public Conv2d(int inChannels, int outChannels, int kernelSize) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize));
    }

    public Conv2d(int inChannels, int outChannels, int kernelSize, int stride, int padding) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize).stride(stride).padding(padding));
    }

    public Conv2d(
            int inChannels,
            int outChannels,
            int kernelSize,
            int stride,
            int padding,
            int dilation,
            int groups,
            boolean bias) {
        this(ConvOptions.of(inChannels, outChannels, kernelSize)
                .stride(stride)
                .padding(padding)
                .dilation(dilation)
                .groups(groups)
                .bias(bias));
    }

    public Conv2d(ConvOptions options) {
        super(options, 2, false);
        geometry = new Conv2dGeometry(stride[0], stride[1], padding[0], padding[1], dilation[0], dilation[1], groups);
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.conv2d(padded(input), weight(), bias(), geometry);
    }

    @Override
    public String type() {
        return "Conv2d";
    }
}
