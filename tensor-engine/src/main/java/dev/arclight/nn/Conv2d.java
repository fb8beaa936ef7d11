package dev.arclight.nn;

import dev.arclight.op.Conv2dGeometry;
import dev.arclight.tensor.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two-dimensional convolution, as {@code torch.nn.Conv2d}: {@code [N, inChannels, H, W] → [N, outChannels, H', W']}.
 * Kernels are square here; {@link Functional#conv2d} takes any.
 */
public final class Conv2d extends Module implements Describable {
    private final int inChannels;
    private final int outChannels;
    private final int kernelSize;
    private final int stride;
    private final int padding;
    private final int dilation;
    private final int groups;
    private final Conv2dGeometry geometry;
    private final Tensor weight;
    private final @Nullable Tensor bias;

    /** Stride 1, no padding. */
    public Conv2d(int inChannels, int outChannels, int kernelSize) {
        this(inChannels, outChannels, kernelSize, 1, 0);
    }

    public Conv2d(int inChannels, int outChannels, int kernelSize, int stride, int padding) {
        this(inChannels, outChannels, kernelSize, stride, padding, 1, 1, true);
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
        this.geometry = new Conv2dGeometry(stride, stride, padding, padding, dilation, dilation, groups);
        if (inChannels % groups != 0 || outChannels % groups != 0) {
            throw new IllegalArgumentException("Conv2d: " + groups + " groups must divide " + inChannels + " input and "
                    + outChannels + " output channels");
        }
        this.inChannels = inChannels;
        this.outChannels = outChannels;
        this.kernelSize = kernelSize;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.groups = groups;
        this.weight = registerParameter(
                "weight", Init.defaultWeight(outChannels, inChannels / groups, kernelSize, kernelSize));
        this.bias = bias ? registerParameter("bias", Init.defaultBias(weight)) : null;
    }

    /** {@code [outChannels, inChannels / groups, kernelSize, kernelSize]}. */
    public Tensor weight() {
        return weight;
    }

    /** {@code [outChannels]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    public Tensor forward(Tensor input) {
        return Functional.conv2d(input, weight, bias, geometry);
    }

    @Override
    public String type() {
        return "Conv2d";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of(
                "inChannels", inChannels,
                "outChannels", outChannels,
                "kernelSize", kernelSize,
                "stride", stride,
                "padding", padding,
                "dilation", dilation,
                "groups", groups,
                "bias", bias != null);
    }

    @Override
    protected String extraRepr() {
        return inChannels + ", " + outChannels + ", kernelSize=" + kernelSize + ", stride=" + stride + ", padding="
                + padding;
    }
}
