package dev.arclight.nn;

import dev.arclight.autograd.Interception;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/** Images made larger or smaller, and pixels traded for channels. */
abstract class ResizeFunctional extends MarginFunctional {
    private static final double CUBIC = -0.75;

    ResizeFunctional() {}

    /** {@code interpolate(input, size, …)} to the extents given, one number or one for each spatial dimension. */
    public static Tensor interpolate(Tensor input, int[] size, Interpolation mode, boolean alignCorners) {
        int dims = spatial(input);
        int[] sizes = Extents.of("interpolate", "size", dims, size);
        double[] scales = new double[dims];
        for (int i = 0; i < dims; i++) {
            scales[i] = (double) input.size(i + 2) / sizes[i];
        }
        return resized(input, sizes, scales, mode, alignCorners);
    }

    /**
     * {@code interpolate(input, scale_factor, …)}: input {@code [N, C, …]} with one to three spatial dimensions.
     *
     * @param scaleFactor one number or one for each spatial dimension
     * @param alignCorners whether the corner pixels' centres stay in place; only where pixels are mixed
     */
    public static Tensor interpolate(Tensor input, double[] scaleFactor, Interpolation mode, boolean alignCorners) {
        int dims = spatial(input);
        if (scaleFactor.length != 1 && scaleFactor.length != dims) {
            throw new ShapeException(
                    "interpolate: " + scaleFactor.length + " scale factors for " + dims + " spatial dimensions");
        }
        int[] sizes = new int[dims];
        double[] scales = new double[dims];
        for (int i = 0; i < dims; i++) {
            double factor = scaleFactor[scaleFactor.length == 1 ? 0 : i];
            sizes[i] = (int) Math.floor(input.size(i + 2) * factor);
            // The user's own factor, not that of the rounded extents, as PyTorch's default.
            scales[i] = 1 / factor;
        }
        return resized(input, sizes, scales, mode, alignCorners);
    }

    private static int spatial(Tensor input) {
        if (input.rank() < 3 || input.rank() > 5) {
            throw new ShapeException("interpolate: input " + input.shape()
                    + " must be [batch, channels, …] with one to three spatial dimensions");
        }
        return input.rank() - 2;
    }

    private static Tensor resized(
            Tensor input, int[] sizes, double[] scales, Interpolation mode, boolean alignCorners) {
        return Interception.function(
                "interpolate", in -> plainResized(in[0], sizes, scales, mode, alignCorners), input);
    }

    private static Tensor plainResized(
            Tensor input, int[] sizes, double[] scales, Interpolation mode, boolean alignCorners) {
        int wanted = switch (mode) {
            case NEAREST, NEAREST_EXACT, AREA -> sizes.length;
            case LINEAR -> 1;
            case BILINEAR, BICUBIC -> 2;
            case TRILINEAR -> 3;
        };
        if (wanted != sizes.length) {
            throw new ShapeException("interpolate: " + mode + " is for " + wanted + " spatial dimensions, input "
                    + input.shape() + " has " + sizes.length);
        }
        boolean mixes =
                mode != Interpolation.NEAREST && mode != Interpolation.NEAREST_EXACT && mode != Interpolation.AREA;
        if (alignCorners && !mixes) {
            throw new ArclightException("interpolate: alignCorners has no meaning for " + mode);
        }
        boolean taken = input.dtype().isFloating() || !mixes && input.dtype() == DType.UINT8;
        if (!taken) {
            throw new DTypeException("interpolate: " + mode + " is not defined for " + input.dtype() + input.shape()
                    + "; convert with to(DType.FLOAT32) first");
        }
        for (int i = 1; i < input.rank(); i++) {
            if (input.size(i) == 0) {
                throw new ShapeException("interpolate: dimension " + i + " of input " + input.shape()
                        + " is empty; only the batch may be");
            }
        }
        for (int size : sizes) {
            if (size < 1) {
                throw new ShapeException("interpolate: an extent of the result would be " + size + " for input "
                        + input.shape() + "; it must be ≥ 1");
            }
        }
        if (mode == Interpolation.AREA) {
            return switch (sizes.length) {
                case 1 -> PoolFunctional.adaptiveAvgPool1d(input, sizes[0]);
                case 2 -> PoolFunctional.adaptiveAvgPool2d(input, sizes);
                default -> PoolFunctional.adaptiveAvgPool3d(input, sizes);
            };
        }
        Tensor x = input;
        for (int i = 0; i < sizes.length; i++) {
            x = along(x, i + 2, sizes[i], scales[i], mode, alignCorners);
        }
        return x;
    }

    /** Resizes one dimension: every mode is the product of its dimensions' weights. */
    private static Tensor along(Tensor x, int dim, int size, double scale, Interpolation mode, boolean alignCorners) {
        int from = x.size(dim);
        if (mode == Interpolation.NEAREST || mode == Interpolation.NEAREST_EXACT) {
            boolean centres = mode == Interpolation.NEAREST_EXACT;
            boolean wide = x.dtype() == DType.FLOAT64;
            long[] index = new long[size];
            for (int i = 0; i < size; i++) {
                double place = wide ? nearest(i, scale, centres) : nearest(i, (float) scale, centres);
                index[i] = Math.min((long) Math.floor((float) place), from - 1);
            }
            return x.indexSelect(dim, Tensor.of(index, size));
        }
        int taps = mode == Interpolation.BICUBIC ? 4 : 2;
        double step = alignCorners ? (size > 1 ? (double) (from - 1) / (size - 1) : 0) : scale;
        long[][] index = new long[taps][size];
        double[][] weight = new double[taps][size];
        for (int i = 0; i < size; i++) {
            double place = alignCorners ? i * step : (i + 0.5) * step - 0.5;
            if (taps == 2) {
                double inside = Math.max(place, 0);
                int low = Math.min((int) inside, from - 1);
                double part = Math.min(inside - low, 1);
                index[0][i] = low;
                index[1][i] = Math.min(low + 1, from - 1);
                weight[0][i] = 1 - part;
                weight[1][i] = part;
            } else {
                double low = Math.floor(place);
                double part = place - low;
                for (int t = 0; t < 4; t++) {
                    index[t][i] = Math.max(0, Math.min((long) low - 1 + t, from - 1));
                    weight[t][i] = cubic(Math.abs(part + 1 - t));
                }
            }
        }
        int[] across = new int[x.rank()];
        java.util.Arrays.fill(across, 1);
        across[dim] = size;
        Tensor sum = null;
        for (int t = 0; t < taps; t++) {
            Tensor part = x.indexSelect(dim, Tensor.of(index[t], size))
                    .mul(Tensor.of(weight[t], across).to(x.dtype()));
            sum = sum == null ? part : sum.add(part);
        }
        return java.util.Objects.requireNonNull(sum);
    }

    /**
     * Where pixel i of the result lies in the input, its lower edge or centre. Rounded as libtorch rounds it, as otherwise a
     * place that is a whole number but for rounding would fall to another pixel.
     */
    private static double nearest(int i, double scale, boolean centres) {
        return centres ? Math.max(0, Math.fma(scale, i + 0.5, -0.5)) + 0.5 : scale * i;
    }

    private static double nearest(int i, float scale, boolean centres) {
        return centres ? Math.max(0, Math.fma(scale, i + 0.5f, -0.5f)) + 0.5 : scale * i;
    }

    /** The cubic convolution kernel. */
    private static double cubic(double x) {
        return x <= 1
                ? ((CUBIC + 2) * x - (CUBIC + 3)) * x * x + 1
                : ((CUBIC * x - 5 * CUBIC) * x + 8 * CUBIC) * x - 4 * CUBIC;
    }

    /** {@code [.., C·r², H, W] → [.., C, H·r, W·r]}, as {@code pixel_shuffle} (Shi et al. 2016). */
    public static Tensor pixelShuffle(Tensor input, int upscaleFactor) {
        int r = upscaleFactor;
        if (r < 1 || input.rank() < 3 || input.size(-3) % (r * r) != 0) {
            throw new ShapeException("pixelShuffle: input " + input.shape() + " must be [.., channels, height, width]"
                    + " with channels divisible by the square of the factor " + r);
        }
        int channels = input.size(-3) / (r * r);
        int height = input.size(-2);
        int width = input.size(-1);
        int[] before = java.util.Arrays.copyOf(input.shape().toArray(), input.rank() - 3);
        int n = product(before);
        Tensor y = input.reshape(n, channels, r, r, height, width)
                .permute(0, 1, 4, 2, 5, 3)
                .reshape(n, channels, height * r, width * r);
        return y.reshape(shape(before, channels, height * r, width * r));
    }

    /** The inverse of {@link #pixelShuffle}. */
    public static Tensor pixelUnshuffle(Tensor input, int downscaleFactor) {
        int r = downscaleFactor;
        if (r < 1 || input.rank() < 3 || input.size(-2) % r != 0 || input.size(-1) % r != 0) {
            throw new ShapeException("pixelUnshuffle: input " + input.shape()
                    + " must be [.., channels, height, width] with height and width divisible by " + r);
        }
        int channels = input.size(-3);
        int height = input.size(-2) / r;
        int width = input.size(-1) / r;
        int[] before = java.util.Arrays.copyOf(input.shape().toArray(), input.rank() - 3);
        Tensor y = input.reshape(product(before), channels, height, r, width, r).permute(0, 1, 3, 5, 2, 4);
        return y.reshape(shape(before, channels * r * r, height, width));
    }

    /** The channels of {@code [N, C, …]} in {@code groups} groups, dealt out anew one of each (Zhang et al. 2018). */
    public static Tensor channelShuffle(Tensor input, int groups) {
        if (groups < 1 || input.rank() < 3 || input.size(1) % groups != 0) {
            throw new ShapeException("channelShuffle: input " + input.shape()
                    + " must have three dimensions or more, and channels divisible by " + groups + " groups");
        }
        return input.unflatten(1, groups, -1).transpose(1, 2).flatten(1, 2);
    }

    private static int product(int... extents) {
        int product = 1;
        for (int extent : extents) {
            product *= extent;
        }
        return product;
    }

    private static int[] shape(int[] before, int... last) {
        int[] all = java.util.Arrays.copyOf(before, before.length + last.length);
        System.arraycopy(last, 0, all, before.length, last.length);
        return all;
    }

    /** The input with a batch dimension, which it may lack. */
    static Tensor batched(String name, Tensor input, int spatial) {
        if (input.rank() == spatial + 1) {
            return input.unsqueeze(0);
        }
        if (input.rank() != spatial + 2) {
            throw new ShapeException(name + ": input " + input.shape() + " must have " + (spatial + 2)
                    + " dimensions, or " + (spatial + 1) + " without a batch");
        }
        return input;
    }
}
