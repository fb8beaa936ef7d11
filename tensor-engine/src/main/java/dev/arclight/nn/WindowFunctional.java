package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** Windows of images laid out as columns, and columns added up to images. */
abstract class WindowFunctional extends ConvFunctional {
    WindowFunctional() {}

    /**
     * The windows of an image as columns, as {@code torch.nn.functional.unfold}: {@code [N, C, H, W] → [N, C·kH·kW,
     * windows]}, or without a batch. Settings are one number or two.
     */
    public static Tensor unfold(Tensor input, int[] kernelSize, int[] dilation, int[] padding, int[] stride) {
        Tensor x = batched("unfold", input, 2);
        requireElements("unfold", x);
        Windows windows = new Windows("unfold", x.size(2), x.size(3), kernelSize, dilation, padding, stride);
        int[] p = windows.padding;
        Tensor padded = p[0] == 0 && p[1] == 0 ? x : x.pad(p[1], p[1], p[0], p[0]);
        Tensor apart = padded.indexSelect(2, windows.places(0)).indexSelect(3, windows.places(1));
        int[] k = windows.kernel;
        Tensor columns = apart.reshape(x.size(0), x.size(1), k[0], windows.count(0), k[1], windows.count(1))
                .permute(0, 1, 2, 4, 3, 5)
                .reshape(x.size(0), x.size(1) * k[0] * k[1], windows.count(0) * windows.count(1));
        return input.rank() == 3 ? columns.squeeze(0) : columns;
    }

    /**
     * Adds columns up to an image, as {@code torch.nn.functional.fold}: {@code [N, C·kH·kW, windows] → [N, C, H, W]}, or
     * without a batch; where windows lie over each other their elements are summed. Settings are one number or two.
     */
    public static Tensor fold(
            Tensor input, int[] outputSize, int[] kernelSize, int[] dilation, int[] padding, int[] stride) {
        Tensor x = batched("fold", input, 1);
        requireElements("fold", x);
        int[] out = Extents.of("fold", "outputSize", 2, outputSize);
        Windows windows = new Windows("fold", out[0], out[1], kernelSize, dilation, padding, stride);
        int[] k = windows.kernel;
        int down = windows.count(0);
        int across = windows.count(1);
        if (x.size(1) % (k[0] * k[1]) != 0 || x.size(2) != down * across) {
            throw new ShapeException("fold: columns " + input.shape() + " do not fit an output of " + out[0] + "×"
                    + out[1] + "; expected channels times " + k[0] * k[1] + " rows and " + down + "×" + across
                    + " windows");
        }
        int channels = x.size(1) / (k[0] * k[1]);
        int[] p = windows.padding;
        Tensor apart = x.reshape(x.size(0), channels, k[0], k[1], down, across)
                .permute(0, 1, 2, 4, 3, 5)
                .reshape(x.size(0), channels, k[0] * down, k[1] * across);
        Tensor rows = Tensor.zeros(x.dtype(), x.size(0), channels, k[0] * down, out[1] + 2 * p[1])
                .indexAdd(3, windows.places(1), apart);
        Tensor image = Tensor.zeros(x.dtype(), x.size(0), channels, out[0] + 2 * p[0], out[1] + 2 * p[1])
                .indexAdd(2, windows.places(0), rows)
                .narrow(2, p[0], out[0])
                .narrow(3, p[1], out[1]);
        return input.rank() == 2 ? image.squeeze(0) : image;
    }

    private static void requireElements(String name, Tensor x) {
        for (int i = 1; i < x.rank(); i++) {
            if (x.size(i) == 0) {
                throw new ShapeException(name + ": input " + x.shape() + " is empty in dimension " + i
                        + "; only the batch may be empty");
            }
        }
    }

    /** Where windows lie over an image, down and across. */
    private static final class Windows {
        final int[] kernel;
        final int[] padding;
        private final int[] dilation;
        private final int[] stride;
        private final int[] counts = new int[2];

        Windows(String name, int height, int width, int[] kernel, int[] dilation, int[] padding, int[] stride) {
            this.kernel = Extents.of(name, "kernelSize", 2, kernel);
            this.dilation = Extents.of(name, "dilation", 2, dilation);
            this.padding = Extents.of(name, "padding", 2, padding);
            this.stride = Extents.of(name, "stride", 2, stride);
            int[] extents = {height, width};
            for (int i = 0; i < 2; i++) {
                if (this.kernel[i] < 1 || this.dilation[i] < 1 || this.padding[i] < 0 || this.stride[i] < 1) {
                    throw new ShapeException(name + ": kernel " + Arrays.toString(kernel) + ", dilation "
                            + Arrays.toString(dilation) + " and stride " + Arrays.toString(stride)
                            + " must be ≥ 1, padding " + Arrays.toString(padding) + " ≥ 0");
                }
                int room = extents[i] + 2 * this.padding[i] - this.dilation[i] * (this.kernel[i] - 1) - 1;
                if (room < 0) {
                    throw new ShapeException(name + ": an image of " + height + "×" + width + " with padding "
                            + Arrays.toString(this.padding) + " is smaller than a window of "
                            + Arrays.toString(this.kernel) + " with dilation " + Arrays.toString(this.dilation));
                }
                counts[i] = room / this.stride[i] + 1;
            }
        }

        /** Windows one after the other along a dimension. */
        int count(int dim) {
            return counts[dim];
        }

        /** The place in the padded image of element {@code i} of window {@code j}, for all i and then all j. */
        Tensor places(int dim) {
            long[] places = new long[kernel[dim] * counts[dim]];
            for (int i = 0; i < kernel[dim]; i++) {
                for (int j = 0; j < counts[dim]; j++) {
                    places[i * counts[dim] + j] = (long) j * stride[dim] + (long) i * dilation[dim];
                }
            }
            return Tensor.of(places, places.length);
        }
    }
}
