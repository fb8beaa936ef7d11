package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What convolutions of all dimensions share: settings, weight and bias, and padding by other numbers than zero. */
public abstract sealed class ConvLayer extends Module implements Describable
        permits Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d {
    final int[] kernelSize;
    final int[] stride;
    final int[] padding;
    final int[] outputPadding;
    final int[] dilation;
    final int groups;
    private final int inChannels;
    private final int outChannels;
    private final ConvOptions.PaddingMode paddingMode;

    /** Zeros before and after each dimension, the first dimension first, where they cannot be the kernel's own padding. */
    private final int @Nullable [] padded;

    private final Tensor weight;
    private final @Nullable Tensor bias;

    ConvLayer(ConvOptions options, int dims, boolean transposed) {
        String name = type();
        kernelSize = Extents.of(name, "kernelSize", dims, options.kernelSize);
        stride = Extents.of(name, "stride", dims, options.stride);
        dilation = Extents.of(name, "dilation", dims, options.dilation);
        outputPadding = Extents.of(name, "outputPadding", dims, options.outputPadding);
        groups = options.groups;
        inChannels = options.inChannels;
        outChannels = options.outChannels;
        paddingMode = options.paddingMode;
        int[] sides = Extents.of(name, "padding", dims, options.padding);
        requireSound(name, sides);
        if (transposed && (options.same || paddingMode != ConvOptions.PaddingMode.ZEROS)) {
            throw new ArclightException(name + ": a transposed convolution pads with zeros, by numbers only");
        }
        int[] around = new int[2 * dims];
        boolean even = true;
        for (int i = 0; i < dims; i++) {
            int total = dilation[i] * (kernelSize[i] - 1);
            around[2 * i] = options.same ? total / 2 : sides[i];
            around[2 * i + 1] = options.same ? total - total / 2 : sides[i];
            sides[i] = around[2 * i];
            even &= around[2 * i] == around[2 * i + 1];
        }
        if (options.same && !Extents.allAre(1, stride)) {
            throw new ArclightException(
                    name + ": padding that keeps the extents is for stride 1, this has " + Arrays.toString(stride));
        }
        boolean apart = !even || paddingMode != ConvOptions.PaddingMode.ZEROS;
        padded = apart ? around : null;
        padding = apart ? new int[dims] : sides;
        int[] shape = new int[dims + 2];
        shape[0] = transposed ? inChannels : outChannels;
        shape[1] = (transposed ? outChannels : inChannels) / groups;
        System.arraycopy(kernelSize, 0, shape, 2, dims);
        weight = registerParameter("weight", Init.defaultWeight(shape));
        bias = options.bias ? registerParameter("bias", Init.defaultBias(weight, outChannels)) : null;
    }

    private void requireSound(String name, int[] sides) {
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
            throw new IllegalArgumentException(name + ": " + groups + " groups must divide " + inChannels
                    + " input and " + outChannels + " output channels");
        }
        for (int i = 0; i < sides.length; i++) {
            if (kernelSize[i] < 1 || stride[i] < 1 || dilation[i] < 1 || sides[i] < 0) {
                throw new ShapeException(name + ": kernel " + Arrays.toString(kernelSize) + ", stride "
                        + Arrays.toString(stride) + " and dilation " + Arrays.toString(dilation)
                        + " must be ≥ 1, padding " + Arrays.toString(sides) + " ≥ 0");
            }
        }
    }

    /** {@code [outChannels, inChannels / groups, kernel…]}; of transposes {@code [inChannels, outChannels / groups, kernel…]}. */
    public final Tensor weight() {
        return weight;
    }

    /** {@code [outChannels]}, or null. */
    public final @Nullable Tensor bias() {
        return bias;
    }

    /** The input with what the kernel cannot pad itself. */
    final Tensor padded(Tensor input) {
        if (padded == null) {
            return input;
        }
        int dims = kernelSize.length;
        int[] lastFirst = new int[2 * dims];
        for (int i = 0; i < dims; i++) {
            lastFirst[2 * (dims - 1 - i)] = padded[2 * i];
            lastFirst[2 * (dims - 1 - i) + 1] = padded[2 * i + 1];
        }
        return Padding.pad(input, paddingMode, lastFirst);
    }

    @Override
    public final Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("inChannels", inChannels);
        config.put("outChannels", outChannels);
        config.put("kernelSize", numberOrList(kernelSize));
        config.put("stride", numberOrList(stride));
        config.put("padding", numberOrList(padding));
        config.put("dilation", numberOrList(dilation));
        config.put("groups", groups);
        config.put("bias", bias != null);
        if (!Extents.allAre(0, outputPadding)) {
            config.put("outputPadding", numberOrList(outputPadding));
        }
        if (padded != null) {
            throw new ArclightException(
                    type() + " cannot be described: padding by other numbers than zeros, or unevenly,"
                            + " is not in the model folder's format; pad in a layer of its own");
        }
        return config;
    }

    static Object numberOrList(int... extents) {
        if (Arrays.stream(extents).distinct().count() == 1) {
            return extents[0];
        }
        List<Object> list = new ArrayList<>();
        for (int extent : extents) {
            list.add(extent);
        }
        return list;
    }

    @Override
    protected final String extraRepr() {
        StringBuilder out = new StringBuilder()
                .append(inChannels)
                .append(", ")
                .append(outChannels)
                .append(", kernel_size=")
                .append(Extents.printed(kernelSize))
                .append(", stride=")
                .append(Extents.printed(stride));
        if (!Extents.allAre(0, padding)) {
            out.append(", padding=").append(Extents.printed(padding));
        }
        if (!Extents.allAre(1, dilation)) {
            out.append(", dilation=").append(Extents.printed(dilation));
        }
        if (!Extents.allAre(0, outputPadding)) {
            out.append(", output_padding=").append(Extents.printed(outputPadding));
        }
        if (groups != 1) {
            out.append(", groups=").append(groups);
        }
        if (bias == null) {
            out.append(", bias=False");
        }
        if (paddingMode != ConvOptions.PaddingMode.ZEROS) {
            out.append(", padding_mode=").append(paddingMode.name().toLowerCase(java.util.Locale.ROOT));
        }
        return out.toString();
    }
}
