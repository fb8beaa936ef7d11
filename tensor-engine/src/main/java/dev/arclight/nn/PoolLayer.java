package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** What poolings of all dimensions share: a window that moves over the input. */
public abstract sealed class PoolLayer extends Module implements Describable
        permits AvgPool1d, AvgPool2d, AvgPool3d, MaxPool1d, MaxPool2d, MaxPool3d {
    final int[] kernelSize;
    final int[] stride;
    final int[] padding;
    final boolean ceilMode;

    PoolLayer(int dims, int[] kernelSize, int[] stride, int[] padding, boolean ceilMode) {
        this.kernelSize = Extents.of(type(), "kernelSize", dims, kernelSize);
        this.stride = Extents.of(type(), "stride", dims, stride);
        this.padding = Extents.of(type(), "padding", dims, padding);
        this.ceilMode = ceilMode;
    }

    /** @throws ShapeException if the window cannot be moved so */
    final void requireSound(int... dilation) {
        for (int i = 0; i < kernelSize.length; i++) {
            int step = dilation.length == 0 ? 1 : dilation[i];
            if (kernelSize[i] < 1 || stride[i] < 1 || step < 1 || padding[i] < 0 || padding[i] > kernelSize[i] / 2) {
                throw new ShapeException(type() + ": kernel " + Arrays.toString(kernelSize) + ", stride "
                        + Arrays.toString(stride) + " and dilation must be ≥ 1, padding " + Arrays.toString(padding)
                        + " from 0 to half the kernel");
            }
        }
    }

    int[] dilation() {
        return new int[] {1};
    }

    boolean countsPadding() {
        return true;
    }

    int divisor() {
        return 0;
    }

    /** Settings that are as they usually are stay away, so that a folder is read by older versions too. */
    @Override
    public final Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("kernelSize", ConvLayer.numberOrList(kernelSize));
        config.put("stride", ConvLayer.numberOrList(stride));
        config.put("padding", ConvLayer.numberOrList(padding));
        if (!Extents.allAre(1, dilation())) {
            config.put("dilation", ConvLayer.numberOrList(dilation()));
        }
        if (ceilMode) {
            config.put("ceilMode", true);
        }
        if (!countsPadding()) {
            config.put("countIncludePad", false);
        }
        if (divisor() > 0) {
            config.put("divisorOverride", divisor());
        }
        return config;
    }

    @Override
    protected final String extraRepr() {
        String text = "kernel_size=" + Extents.shortest(kernelSize) + ", stride=" + Extents.shortest(stride)
                + ", padding=" + Extents.shortest(padding);
        return this instanceof AvgPool1d || this instanceof AvgPool2d || this instanceof AvgPool3d
                ? text
                : text + ", dilation=" + Extents.shortest(dilation()) + ", ceil_mode=" + printed(ceilMode);
    }
}
