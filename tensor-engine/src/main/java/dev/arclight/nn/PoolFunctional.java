package dev.arclight.nn;

import dev.arclight.op.AvgPool2d;
import dev.arclight.op.Dispatch;
import dev.arclight.op.MaxPool2d;
import dev.arclight.op.PoolGeometry;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Pooling of one, two and three dimensions. One dimension is a plane of one row; three are a plane and then a line, since
 * largest and mean of a box are those of its planes'.
 */
abstract class PoolFunctional extends ResizeFunctional {
    PoolFunctional() {}

    /** The largest element of each window of {@code [N, C, L]}; the stride is the kernel. */
    public static Tensor maxPool1d(Tensor input, int kernelSize) {
        return maxPool1d(input, kernelSize, kernelSize, 0, 1, false);
    }

    /** The largest element of each window of {@code [N, C, L]} or {@code [C, L]}. */
    public static Tensor maxPool1d(
            Tensor input, int kernelSize, int stride, int padding, int dilation, boolean ceilMode) {
        Tensor x = batched("maxPool1d", input, 1);
        MaxPool2d op = new MaxPool2d(1, kernelSize, 1, stride, 0, padding, 1, dilation, ceilMode);
        Tensor y = Dispatch.run(op, x.unsqueeze(2)).squeeze(2);
        return input.rank() == 2 ? y.squeeze(0) : y;
    }

    /** The largest element of each square window of {@code [N, C, H, W]}; the stride is the kernel. */
    public static Tensor maxPool2d(Tensor input, int kernelSize) {
        return maxPool2d(input, kernelSize, kernelSize);
    }

    /** The largest element of each square window of {@code [N, C, H, W]}. */
    public static Tensor maxPool2d(Tensor input, int kernelSize, int stride) {
        int[] zero = {0};
        return maxPool2d(input, new int[] {kernelSize}, new int[] {stride}, zero, new int[] {1}, false);
    }

    /** The largest element of each window of {@code [N, C, H, W]} or {@code [C, H, W]}; settings are one number or two. */
    public static Tensor maxPool2d(
            Tensor input, int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceilMode) {
        return maxPool2dWithIndices(input, kernelSize, stride, padding, dilation, ceilMode)[0];
    }

    /** {@link #maxPool2d(Tensor, int[], int[], int[], int[], boolean)} and each result's place in its plane, int64. */
    public static Tensor[] maxPool2dWithIndices(
            Tensor input, int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceilMode) {
        int[] k = Extents.of("maxPool2d", "kernelSize", 2, kernelSize);
        int[] s = Extents.of("maxPool2d", "stride", 2, stride);
        int[] p = Extents.of("maxPool2d", "padding", 2, padding);
        int[] d = Extents.of("maxPool2d", "dilation", 2, dilation);
        MaxPool2d op = new MaxPool2d(k[0], k[1], s[0], s[1], p[0], p[1], d[0], d[1], ceilMode);
        Tensor[] both = Dispatch.runAll(op, batched("maxPool2d", input, 2));
        return input.rank() == 3 ? new Tensor[] {both[0].squeeze(0), both[1].squeeze(0)} : both;
    }

    /** The largest element of each window of {@code [N, C, D, H, W]} or {@code [C, D, H, W]}. */
    public static Tensor maxPool3d(
            Tensor input, int[] kernelSize, int[] stride, int[] padding, int[] dilation, boolean ceilMode) {
        int[] k = Extents.of("maxPool3d", "kernelSize", 3, kernelSize);
        int[] s = Extents.of("maxPool3d", "stride", 3, stride);
        int[] p = Extents.of("maxPool3d", "padding", 3, padding);
        int[] d = Extents.of("maxPool3d", "dilation", 3, dilation);
        MaxPool2d planes = new MaxPool2d(k[1], k[2], s[1], s[2], p[1], p[2], d[1], d[2], ceilMode);
        MaxPool2d lines = new MaxPool2d(k[0], 1, s[0], 1, p[0], 0, d[0], 1, ceilMode);
        return threeDimensional("maxPool3d", input, planes, lines);
    }

    /** The mean of each window of {@code [N, C, L]} or {@code [C, L]}. */
    public static Tensor avgPool1d(
            Tensor input, int kernelSize, int stride, int padding, boolean ceilMode, boolean countIncludePad) {
        Tensor x = batched("avgPool1d", input, 1);
        PoolGeometry g = new PoolGeometry(1, kernelSize, 1, stride, 0, padding, ceilMode, countIncludePad, 0);
        Tensor y = Dispatch.run(new AvgPool2d(g), x.unsqueeze(2)).squeeze(2);
        return input.rank() == 2 ? y.squeeze(0) : y;
    }

    /** The mean of each square window of {@code [N, C, H, W]}; the stride is the kernel. */
    public static Tensor avgPool2d(Tensor input, int kernelSize) {
        int[] kernel = {kernelSize};
        return avgPool2d(input, kernel, kernel, new int[] {0}, false, true, 0);
    }

    /**
     * The mean of each window of {@code [N, C, H, W]} or {@code [C, H, W]}; settings are one number or two.
     *
     * @param divisorOverride what sums are divided by instead of the number of elements; 0 for none
     */
    public static Tensor avgPool2d(
            Tensor input,
            int[] kernelSize,
            int[] stride,
            int[] padding,
            boolean ceilMode,
            boolean countIncludePad,
            int divisorOverride) {
        int[] k = Extents.of("avgPool2d", "kernelSize", 2, kernelSize);
        int[] s = Extents.of("avgPool2d", "stride", 2, stride);
        int[] p = Extents.of("avgPool2d", "padding", 2, padding);
        PoolGeometry g =
                new PoolGeometry(k[0], k[1], s[0], s[1], p[0], p[1], ceilMode, countIncludePad, divisorOverride);
        Tensor y = Dispatch.run(new AvgPool2d(g), batched("avgPool2d", input, 2));
        return input.rank() == 3 ? y.squeeze(0) : y;
    }

    /** The mean of each window of {@code [N, C, D, H, W]} or {@code [C, D, H, W]}. */
    public static Tensor avgPool3d(
            Tensor input,
            int[] kernelSize,
            int[] stride,
            int[] padding,
            boolean ceilMode,
            boolean countIncludePad,
            int divisorOverride) {
        int[] k = Extents.of("avgPool3d", "kernelSize", 3, kernelSize);
        int[] s = Extents.of("avgPool3d", "stride", 3, stride);
        int[] p = Extents.of("avgPool3d", "padding", 3, padding);
        // With a divisor of the user's own, planes are summed only and the line divides.
        AvgPool2d planes = new AvgPool2d(new PoolGeometry(
                k[1], k[2], s[1], s[2], p[1], p[2], ceilMode, countIncludePad, divisorOverride > 0 ? 1 : 0));
        AvgPool2d lines =
                new AvgPool2d(new PoolGeometry(k[0], 1, s[0], 1, p[0], 0, ceilMode, countIncludePad, divisorOverride));
        return threeDimensional("avgPool3d", input, planes, lines);
    }

    private static Tensor threeDimensional(
            String name, Tensor input, dev.arclight.op.Op planes, dev.arclight.op.Op lines) {
        Tensor x = batched(name, input, 3);
        int n = x.size(0);
        int c = x.size(1);
        int depth = x.size(2);
        Tensor flat = Dispatch.run(planes, x.reshape(n, c * depth, x.size(3), x.size(4)));
        int height = flat.size(2);
        int width = flat.size(3);
        Tensor y = Dispatch.run(lines, flat.reshape(n, c, depth, height * width));
        y = y.reshape(n, c, y.size(2), height, width);
        return input.rank() == 4 ? y.squeeze(0) : y;
    }

    /** {@code (Σ |x|ᵖ)^(1/p)} of each window, as {@code lp_pool1d}: a signed sum for odd p. */
    public static Tensor lpPool1d(Tensor input, double normType, int kernelSize, int stride, boolean ceilMode) {
        Tensor mean = avgPool1d(input.pow(normType), kernelSize, stride, 0, ceilMode, true);
        return root(mean, normType, kernelSize);
    }

    /** {@code (Σ xᵖ)^(1/p)} of each window, as {@code lp_pool2d}. */
    public static Tensor lpPool2d(Tensor input, double normType, int[] kernelSize, int[] stride, boolean ceilMode) {
        int[] k = Extents.of("lpPool2d", "kernelSize", 2, kernelSize);
        Tensor mean = avgPool2d(input.pow(normType), k, stride, new int[] {0}, ceilMode, true, 0);
        return root(mean, normType, k[0] * k[1]);
    }

    private static Tensor root(Tensor mean, double p, int count) {
        return mean.sign().mul(mean.abs().relu()).mul(count).pow(1 / p);
    }

    /** Means of {@code outputSize} stretches of {@code [N, C, L]} that cover it, as {@code adaptive_avg_pool1d}. */
    public static Tensor adaptiveAvgPool1d(Tensor input, int outputSize) {
        return adaptiveMean("adaptiveAvgPool1d", batchedOrNot("adaptiveAvgPool1d", input, 1), -1, outputSize);
    }

    /** As {@link #adaptiveAvgPool1d} for {@code [N, C, H, W]}; one number or two, -1 keeps an extent. */
    public static Tensor adaptiveAvgPool2d(Tensor input, int... outputSize) {
        return adaptiveMeans("adaptiveAvgPool2d", input, 2, outputSize);
    }

    /** As {@link #adaptiveAvgPool1d} for {@code [N, C, D, H, W]}; one number or three, -1 keeps an extent. */
    public static Tensor adaptiveAvgPool3d(Tensor input, int... outputSize) {
        return adaptiveMeans("adaptiveAvgPool3d", input, 3, outputSize);
    }

    private static Tensor adaptiveMeans(String name, Tensor input, int dims, int... outputSize) {
        int[] sizes = Extents.of(name, "outputSize", dims, outputSize);
        Tensor x = batchedOrNot(name, input, dims);
        for (int i = 0; i < dims; i++) {
            if (sizes[i] != -1) {
                x = adaptiveMean(name, x, i - dims, sizes[i]);
            }
        }
        return x;
    }

    private static Tensor adaptiveMean(String name, Tensor x, int dim, int places) {
        int size = x.size(dim);
        requirePlaces(name, x, size, places);
        if (places == size) {
            return x;
        }
        if (places == 1) {
            return x.mean(Dims.of(dim), true);
        }
        List<Tensor> means = new ArrayList<>();
        for (int i = 0; i < places; i++) {
            means.add(stretch(x, dim, size, places, i).mean(Dims.of(dim), true));
        }
        return Tensor.cat(means, x.shape().axis(dim));
    }

    /** The largest of {@code outputSize} stretches of {@code [N, C, L]} that cover it, as {@code adaptive_max_pool1d}. */
    public static Tensor adaptiveMaxPool1d(Tensor input, int outputSize) {
        return adaptiveMax("adaptiveMaxPool1d", batchedOrNot("adaptiveMaxPool1d", input, 1), 1, outputSize);
    }

    /** As {@link #adaptiveMaxPool1d} for {@code [N, C, H, W]}; one number or two, -1 keeps an extent. */
    public static Tensor adaptiveMaxPool2d(Tensor input, int... outputSize) {
        return adaptiveMax("adaptiveMaxPool2d", batchedOrNot("adaptiveMaxPool2d", input, 2), 2, outputSize);
    }

    /** As {@link #adaptiveMaxPool1d} for {@code [N, C, D, H, W]}; one number or three, -1 keeps an extent. */
    public static Tensor adaptiveMaxPool3d(Tensor input, int... outputSize) {
        return adaptiveMax("adaptiveMaxPool3d", batchedOrNot("adaptiveMaxPool3d", input, 3), 3, outputSize);
    }

    /** Largest along one dimension after the other, the last first, so that the first of equals in row order wins. */
    private static Tensor adaptiveMax(String name, Tensor input, int dims, int... outputSize) {
        for (int i = input.rank() - dims - 1; i < input.rank(); i++) {
            if (input.size(i) == 0) {
                throw new ShapeException(
                        name + ": dimension " + i + " of input " + input.shape() + " is empty; only the batch may be");
            }
        }
        int[] sizes = Extents.of(name, "outputSize", dims, outputSize);
        Tensor x = input;
        for (int i = dims - 1; i >= 0; i--) {
            int dim = i - dims;
            int size = x.size(dim);
            int places = sizes[i] == -1 ? size : sizes[i];
            requirePlaces(name, x, size, places);
            if (places == size) {
                continue;
            }
            List<Tensor> largest = new ArrayList<>();
            for (int k = 0; k < places; k++) {
                Tensor part = stretch(x, dim, size, places, k);
                largest.add(part.gather(part.shape().axis(dim), part.argmax(dim).unsqueeze(dim)));
            }
            x = Tensor.cat(largest, x.shape().axis(dim));
        }
        return x;
    }

    private static void requirePlaces(String name, Tensor x, int size, int places) {
        if (places < 1 || size < 1) {
            throw new ShapeException(name + ": an output of " + places + " from an extent of " + size + " of "
                    + x.shape() + "; both must be ≥ 1");
        }
    }

    /** Stretch {@code index} of {@code places} that cover a dimension; neighbours may share elements. */
    private static Tensor stretch(Tensor x, int dim, int size, int places, int index) {
        int from = (int) ((long) index * size / places);
        int to = (int) (((index + 1L) * size + places - 1) / places);
        return x.narrow(x.shape().axis(dim), from, to - from);
    }

    private static Tensor batchedOrNot(String name, Tensor input, int dims) {
        batched(name, input, dims);
        return input;
    }
}
