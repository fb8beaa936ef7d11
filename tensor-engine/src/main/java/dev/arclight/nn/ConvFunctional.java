package dev.arclight.nn;

import dev.arclight.op.Conv2dBackwardInput;
import dev.arclight.op.Conv2dGeometry;
import dev.arclight.op.Dispatch;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of one, two and three dimensions and their transposes. All are the two-dimensional op: one dimension is a
 * plane of one row; three are the sum over the kernel's planes; a transpose is the gradient of the input.
 */
abstract class ConvFunctional extends PoolFunctional {
    ConvFunctional() {}

    /** {@link #conv1d(Tensor, Tensor, Tensor, int, int, int, int)} with stride 1 and no padding. */
    public static Tensor conv1d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return conv1d(input, weight, bias, 1, 0, 1, 1);
    }

    /** Input {@code [N, C, L]} or {@code [C, L]}, weight {@code [O, C / groups, K]}, bias {@code [O]} or null. */
    public static Tensor conv1d(
            Tensor input, Tensor weight, @Nullable Tensor bias, int stride, int padding, int dilation, int groups) {
        requireRank("conv1d", weight, 3);
        Tensor x = batched("conv1d", input, 1);
        Conv2dGeometry geometry = new Conv2dGeometry(1, stride, 0, padding, 1, dilation, groups);
        Tensor y = conv2d(x.unsqueeze(2), weight.unsqueeze(2), bias, geometry).squeeze(2);
        return input.rank() == 2 ? y.squeeze(0) : y;
    }

    /** {@link #conv2d(Tensor, Tensor, Tensor, int[], int[], int[], int)} with stride 1 and no padding. */
    public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        return conv2d(input, weight, bias, new Conv2dGeometry(1, 1, 0, 0, 1, 1, 1));
    }

    /**
     * Cross-correlation: input {@code [N, C, H, W]} or {@code [C, H, W]}, weight {@code [O, C / groups, kH, kW]}, bias
     * {@code [O]} or null; settings are one number or two, down and across.
     */
    public static Tensor conv2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            int[] padding,
            int[] dilation,
            int groups) {
        int[] s = Extents.of("conv2d", "stride", 2, stride);
        int[] p = Extents.of("conv2d", "padding", 2, padding);
        int[] d = Extents.of("conv2d", "dilation", 2, dilation);
        return conv2d(input, weight, bias, new Conv2dGeometry(s[0], s[1], p[0], p[1], d[0], d[1], groups));
    }

    /** As {@link #conv2d(Tensor, Tensor, Tensor, int[], int[], int[], int)}, for layers that keep their geometry. */
    public static Tensor conv2d(Tensor input, Tensor weight, @Nullable Tensor bias, Conv2dGeometry geometry) {
        Tensor x = batched("conv2d", input, 2);
        dev.arclight.op.Conv2d op = new dev.arclight.op.Conv2d(geometry);
        Tensor y = bias == null ? Dispatch.run(op, x, weight) : Dispatch.run(op, x, weight, bias);
        return input.rank() == 3 ? y.squeeze(0) : y;
    }

    /** {@link #conv3d(Tensor, Tensor, Tensor, int[], int[], int[], int)} with stride 1 and no padding. */
    public static Tensor conv3d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        int[] one = {1};
        return conv3d(input, weight, bias, one, new int[] {0}, one, 1);
    }

    /**
     * Input {@code [N, C, D, H, W]} or {@code [C, D, H, W]}, weight {@code [O, C / groups, kD, kH, kW]}, bias {@code [O]}
     * or null; settings are one number or three.
     */
    public static Tensor conv3d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            int[] padding,
            int[] dilation,
            int groups) {
        requireRank("conv3d", weight, 5);
        int[] s = Extents.of("conv3d", "stride", 3, stride);
        int[] p = Extents.of("conv3d", "padding", 3, padding);
        int[] d = Extents.of("conv3d", "dilation", 3, dilation);
        Tensor x = batched("conv3d", input, 3);
        int depth = x.size(2);
        int room = depth + 2 * p[0] - d[0] * (weight.size(2) - 1) - 1;
        if (room < 0 || weight.size(2) < 1 || s[0] < 1) {
            throw new ShapeException("conv3d: the kernel's depth " + weight.size(2) + " with dilation " + d[0]
                    + " does not fit input " + input.shape() + " with padding " + p[0] + " and stride " + s[0]);
        }
        int planes = room / s[0] + 1;
        Conv2dGeometry geometry = new Conv2dGeometry(s[1], s[2], p[1], p[2], d[1], d[2], groups);
        Tensor padded = p[0] == 0 ? x : padDepth(x, p[0]);
        Tensor sum = null;
        for (int k = 0; k < weight.size(2); k++) {
            int first = k * d[0];
            Tensor under = padded.slice(2, first, first + (planes - 1) * s[0] + 1, s[0]);
            Tensor plane = conv2d(
                    under.transpose(1, 2).flatten(0, 1), weight.select(2, k), sum == null ? bias : null, geometry);
            sum = sum == null ? plane : sum.add(plane);
        }
        Tensor flat = java.util.Objects.requireNonNull(sum);
        Tensor y = flat.view(x.size(0), planes, flat.size(1), flat.size(2), flat.size(3))
                .transpose(1, 2);
        return input.rank() == 4 ? y.squeeze(0) : y;
    }

    private static Tensor padDepth(Tensor x, int pad) {
        Tensor zeros = Tensor.zeros(x.dtype(), x.size(0), x.size(1), pad, x.size(3), x.size(4));
        return Tensor.cat(java.util.List.of(zeros, x, zeros), 2);
    }

    /** The transpose of {@link #conv1d}: weight {@code [C, O / groups, K]}. */
    public static Tensor convTranspose1d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int stride,
            int padding,
            int outputPadding,
            int groups,
            int dilation) {
        requireRank("convTranspose1d", weight, 3);
        Tensor x = batched("convTranspose1d", input, 1);
        Tensor y = transposed(
                        "convTranspose1d",
                        x.unsqueeze(2),
                        weight.unsqueeze(2),
                        bias,
                        new Conv2dGeometry(1, stride, 0, padding, 1, dilation, groups),
                        new int[] {0, outputPadding})
                .squeeze(2);
        return input.rank() == 2 ? y.squeeze(0) : y;
    }

    /** {@link #convTranspose2d(Tensor, Tensor, Tensor, int[], int[], int[], int, int[])} with stride 1, no padding. */
    public static Tensor convTranspose2d(Tensor input, Tensor weight, @Nullable Tensor bias) {
        int[] one = {1};
        int[] zero = {0};
        return convTranspose2d(input, weight, bias, one, zero, zero, 1, one);
    }

    /**
     * The transpose of {@link #conv2d}, as {@code conv_transpose2d}: input {@code [N, C, H, W]}, weight
     * {@code [C, O / groups, kH, kW]}.
     *
     * @param outputPadding rows and columns added to the result at one end, fewer than stride or dilation
     */
    public static Tensor convTranspose2d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            int[] padding,
            int[] outputPadding,
            int groups,
            int[] dilation) {
        String name = "convTranspose2d";
        requireRank(name, weight, 4);
        int[] s = Extents.of(name, "stride", 2, stride);
        int[] p = Extents.of(name, "padding", 2, padding);
        int[] d = Extents.of(name, "dilation", 2, dilation);
        int[] added = Extents.of(name, "outputPadding", 2, outputPadding);
        Tensor x = batched(name, input, 2);
        Conv2dGeometry geometry = new Conv2dGeometry(s[0], s[1], p[0], p[1], d[0], d[1], groups);
        Tensor y = transposed(name, x, weight, bias, geometry, added);
        return input.rank() == 3 ? y.squeeze(0) : y;
    }

    /**
     * The transpose of {@link #conv3d}, as {@code conv_transpose3d}: input {@code [N, C, D, H, W]}, weight
     * {@code [C, O / groups, kD, kH, kW]}; the planes of the kernel one after the other.
     *
     * @param outputPadding planes, rows and columns added to the result at one end, fewer than stride or dilation
     */
    public static Tensor convTranspose3d(
            Tensor input,
            Tensor weight,
            @Nullable Tensor bias,
            int[] stride,
            int[] padding,
            int[] outputPadding,
            int groups,
            int[] dilation) {
        String name = "convTranspose3d";
        requireRank(name, weight, 5);
        int[] s = Extents.of(name, "stride", 3, stride);
        int[] p = Extents.of(name, "padding", 3, padding);
        int[] d = Extents.of(name, "dilation", 3, dilation);
        int[] added = Extents.of(name, "outputPadding", 3, outputPadding);
        requireAdded(name, added[0], s[0], d[0]);
        Tensor x = batched(name, input, 3);
        if (bias != null && (bias.rank() != 1 || bias.numel() != weight.size(1) * groups)) {
            throw new ShapeException(name + ": bias " + bias.shape() + " does not fit weight " + weight.shape()
                    + " and " + groups + " groups; expected [" + weight.size(1) * groups + "]");
        }
        if (bias != null && bias.dtype() != x.dtype()) {
            throw new DTypeException(name + ": input is " + x.dtype() + " and bias " + bias.dtype()
                    + "; both must have one dtype, convert with to(dtype)");
        }
        int planes = x.size(2);
        int depth = (planes - 1) * s[0] - 2 * p[0] + d[0] * (weight.size(2) - 1) + added[0] + 1;
        if (depth < 1 || planes < 1 || weight.size(2) < 1) {
            throw new ShapeException(name + ": input " + x.shape() + " with kernel " + weight.shape() + " and padding "
                    + p[0] + " would give " + depth + " planes");
        }
        Conv2dGeometry geometry = new Conv2dGeometry(s[1], s[2], p[1], p[2], d[1], d[2], groups);
        Tensor flat = x.transpose(1, 2).flatten(0, 1);
        Tensor sum = null;
        for (int k = 0; k < weight.size(2); k++) {
            Tensor plane = transposed(name, flat, weight.select(2, k), null, geometry, new int[] {added[1], added[2]});
            plane = plane.unflatten(0, x.size(0), planes);
            if (sum == null) {
                int[] extents = plane.shape().with(1, depth + 2 * p[0]).toArray();
                sum = Tensor.zeros(plane.dtype(), extents);
            }
            int first = k * d[0];
            Tensor places = Tensor.arange(first, first + (planes - 1) * s[0] + 1, s[0]);
            sum = sum.indexAdd(1, places, plane);
        }
        Tensor y = java.util.Objects.requireNonNull(sum).narrow(1, p[0], depth).transpose(1, 2);
        y = bias == null ? y : y.add(bias.view(bias.numel(), 1, 1, 1));
        return input.rank() == 4 ? y.squeeze(0) : y;
    }

    private static Tensor transposed(
            String name, Tensor x, Tensor weight, @Nullable Tensor bias, Conv2dGeometry g, int[] added) {
        if (x.size(1) != weight.size(0) || weight.size(0) % g.groups() != 0) {
            throw new ShapeException(name + ": input " + x.shape() + " has " + x.size(1) + " channels, weight "
                    + weight.shape() + " expects " + weight.size(0) + ", which " + g.groups() + " groups must divide");
        }
        for (int i = 0; i < 4; i++) {
            if (weight.size(i) == 0 || i > 1 && x.size(i) == 0) {
                throw new ShapeException(name + ": input " + x.shape() + " and weight " + weight.shape()
                        + "; the weight and an example's planes must hold elements");
            }
        }
        requireAdded(name, added[0], g.strideH(), g.dilationH());
        requireAdded(name, added[1], g.strideW(), g.dilationW());
        long fullHeight = grown(x.size(2), g.strideH(), g.dilationH(), weight.size(2));
        long fullWidth = grown(x.size(3), g.strideW(), g.dilationW(), weight.size(3));
        long height = fullHeight - 2L * g.padH() + added[0];
        long width = fullWidth - 2L * g.padW() + added[1];
        if (height < 1
                || width < 1
                || Math.max(fullHeight, fullWidth) + Math.max(added[0], added[1]) > Integer.MAX_VALUE) {
            throw new ShapeException(name + ": input " + x.shape() + " with kernel " + weight.shape() + " and padding "
                    + g.padH() + "×" + g.padW() + " would give " + height + "×" + width + " elements");
        }
        Shape out = Shape.of(x.size(0), weight.size(1) * g.groups(), (int) height, (int) width);
        Tensor y = added[0] < g.strideH() && added[1] < g.strideW()
                ? Dispatch.run(new Conv2dBackwardInput(g, out), x, weight)
                : cropped(x, weight, g, out);
        return bias == null ? y : y.add(bias.view(bias.numel(), 1, 1));
    }

    /**
     * A transposed convolution whose added rows or columns reach a stride, so that it is the gradient of no convolution:
     * the whole of it, from which {@code out} is cut, zeros standing beyond its end.
     */
    private static Tensor cropped(Tensor x, Tensor weight, Conv2dGeometry g, Shape out) {
        Conv2dGeometry bare =
                new Conv2dGeometry(g.strideH(), g.strideW(), 0, 0, g.dilationH(), g.dilationW(), g.groups());
        int height = (int) grown(x.size(2), g.strideH(), g.dilationH(), weight.size(2));
        int width = (int) grown(x.size(3), g.strideW(), g.dilationW(), weight.size(3));
        Shape whole = Shape.of(out.dim(0), out.dim(1), height, width);
        Tensor y = Dispatch.run(new Conv2dBackwardInput(bare, whole), x, weight);
        y = cut(y, 2, g.padH(), out.dim(2));
        return cut(y, 3, g.padW(), out.dim(3));
    }

    /** The extent of a transposed convolution without padding. */
    private static long grown(int size, int stride, int dilation, int kernel) {
        return (size - 1L) * stride + (long) dilation * (kernel - 1) + 1;
    }

    private static Tensor cut(Tensor y, int dim, int from, int length) {
        int beyond = from + length - y.size(dim);
        if (beyond > 0) {
            Tensor zeros = Tensor.zeros(y.dtype(), y.shape().with(dim, beyond).toArray());
            return Tensor.cat(java.util.List.of(y, zeros), dim).narrow(dim, from, length);
        }
        return y.narrow(dim, from, length);
    }

    private static void requireAdded(String name, int added, int stride, int dilation) {
        if (added < 0 || added >= Math.max(stride, dilation)) {
            throw new ShapeException(name + ": the output padding " + added + " must be from 0 to less than the stride "
                    + stride + " or the dilation " + dilation);
        }
    }

    private static void requireRank(String name, Tensor weight, int rank) {
        if (weight.rank() != rank) {
            throw new ShapeException(name + ": weight " + weight.shape() + " must have " + rank + " dimensions");
        }
    }
}
