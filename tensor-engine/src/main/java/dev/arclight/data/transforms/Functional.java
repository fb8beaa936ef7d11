package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;

/**
 * What the transforms do, as functions of a tensor {@code [..., C, H, W]}; {@code torchvision.transforms.functional}. uint8
 * follows Pillow to the bit where a method does not say otherwise, floating numbers torchvision.
 */
public final class Functional {
    /** The longest array there is. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private Functional() {}

    /**
     * In another size. Floating images and those of uint8 only.
     *
     * @param antialias of floating images; uint8 always is
     * @throws ShapeException if the image has no pixels, or the result or what lies between would have more than a tensor holds
     */
    public static Tensor resize(Tensor image, int height, int width, InterpolationMode mode, boolean antialias) {
        int h = image.size(-2);
        int w = image.size(-1);
        if (h == height && w == width) {
            return image;
        }
        if (h == 0 || w == 0) {
            throw new ShapeException("resize: an image of " + h + " × " + w + " has no pixels");
        }
        requireRoom(image, height, width);
        if (mode == InterpolationMode.NEAREST) {
            boolean bytes = image.dtype() == DType.UINT8;
            return image.indexSelect(-2, nearest(h, height, bytes)).indexSelect(-1, nearest(w, width, bytes));
        }
        int planes = image.numel() / (h * w);
        Shape shape = image.shape().with(image.rank() - 2, height).with(image.rank() - 1, width);
        if (image.dtype() == DType.UINT8) {
            byte[] bytes = bytes(image);
            if (w != width) {
                bytes = Resampling.pillow(w, width, mode).alongRows(bytes, planes * h, w);
            }
            if (h != height) {
                bytes = Resampling.pillow(h, height, mode).alongColumns(bytes, planes, h, width);
            }
            return Tensor.ofBytes(bytes, DType.UINT8, shape.toArray());
        }
        float[] values = floating("resize", image).toFloatArray();
        if (w != width) {
            values = Resampling.torch(w, width, mode, antialias).alongRows(values, planes * h, w);
        }
        if (h != height) {
            values = Resampling.torch(h, height, mode, antialias).alongColumns(values, planes, h, width);
        }
        return Tensor.of(values, shape.toArray()).to(image.dtype());
    }

    /** Along rows first, so that what lies between has the old height and the new width. */
    private static void requireRoom(Tensor image, long height, long width) {
        int h = image.size(-2);
        int w = image.size(-1);
        long planes = (long) image.numel() / ((long) h * w);
        double most = Math.max(
                (double) planes * width * Math.max(h, height),
                Math.max(Resampling.weights(w, width), Resampling.weights(h, height)));
        if (most > MOST) {
            throw new ShapeException("resize: an image of " + h + " × " + w + " cannot become one of " + height + " × "
                    + width + ", for which more than 2^31 - 9 numbers would be needed; take a smaller size, or cut the"
                    + " image before");
        }
    }

    /** Pillow looks at the middle of a pixel, PyTorch at its corner. */
    private static Tensor nearest(int from, int to, boolean middle) {
        long[] places = new long[to];
        double scale = (double) from / to;
        double at = middle ? scale * 0.5 : 0;
        for (int i = 0; i < to; i++) {
            places[i] = Math.min(from - 1, middle ? (int) at : (int) (i * ((float) from / to)));
            at += scale;
        }
        return Tensor.of(places, to);
    }

    /** The shorter edge of that length, and the longer of {@code maxSize} at most unless that is 0. */
    static Tensor resize(Tensor image, int size, InterpolationMode mode, int maxSize, boolean antialias) {
        int h = image.size(-2);
        int w = image.size(-1);
        long shorter = size;
        if (h == 0 || w == 0) {
            throw new ShapeException("resize: an image of " + h + " × " + w + " has no pixels");
        }
        long longer = (long) ((double) size * Math.max(h, w) / Math.min(h, w));
        if (maxSize != 0 && longer > maxSize) {
            shorter = (long) ((double) maxSize * shorter / longer);
            longer = maxSize;
        }
        requireRoom(image, w <= h ? longer : shorter, w <= h ? shorter : longer);
        return w <= h
                ? resize(image, (int) longer, (int) shorter, mode, antialias)
                : resize(image, (int) shorter, (int) longer, mode, antialias);
    }

    /** A part, with zeros where it reaches beyond the edges; a view where it does not. */
    public static Tensor crop(Tensor image, int top, int left, int height, int width) {
        int h = image.size(-2);
        int w = image.size(-1);
        int[] outside = {
            Math.max(0, -left), Math.max(0, -top), Math.max(0, left + width - w), Math.max(0, top + height - h)
        };
        Tensor padded = pad(image, outside, PaddingMode.CONSTANT, 0);
        return padded.narrow(-2, Math.max(0, top), height).narrow(-1, Math.max(0, left), width);
    }

    /** The middle, with zeros around it if the image is smaller. */
    public static Tensor centerCrop(Tensor image, int height, int width) {
        int h = image.size(-2);
        int w = image.size(-1);
        int[] sides = {
            width > w ? (width - w) / 2 : 0,
            height > h ? (height - h) / 2 : 0,
            width > w ? (width - w + 1) / 2 : 0,
            height > h ? (height - h + 1) / 2 : 0
        };
        Tensor padded = pad(image, sides, PaddingMode.CONSTANT, 0);
        // Halves are rounded to the even neighbour, as Python's round does.
        int top = (int) Math.rint((padded.size(-2) - height) / 2.0);
        int left = (int) Math.rint((padded.size(-1) - width) / 2.0);
        return crop(padded, top, left, height, width);
    }

    /**
     * A margin.
     *
     * @param sides left, top, right, bottom; negative ones cut off in the constant mode
     * @param fill one value, or one a channel; of the constant mode
     */
    public static Tensor pad(Tensor image, int[] sides, PaddingMode mode, double... fill) {
        int[] around = Crops.sides("pad", sides);
        if (around[0] == 0 && around[1] == 0 && around[2] == 0 && around[3] == 0) {
            return image;
        }
        int h = image.size(-2);
        int w = image.size(-1);
        if (mode != PaddingMode.CONSTANT) {
            return image.indexSelect(-2, mirrored(h, around[1], around[3], mode))
                    .indexSelect(-1, mirrored(w, around[0], around[2], mode));
        }
        int height = h + around[1] + around[3];
        int width = w + around[0] + around[2];
        if (height < 0 || width < 0) {
            throw new ShapeException("pad: cuts more off than the image of " + h + " × " + w + " has");
        }
        Tensor padded = filled(image, height, width, fill);
        int top = Math.max(0, -around[1]);
        int left = Math.max(0, -around[0]);
        int rows = Math.min(h, h + around[3]) - top;
        int columns = Math.min(w, w + around[2]) - left;
        padded.narrow(-2, Math.max(0, around[1]), rows)
                .narrow(-1, Math.max(0, around[0]), columns)
                .copy_(image.narrow(-2, top, rows).narrow(-1, left, columns));
        return padded;
    }

    private static Tensor mirrored(int extent, int before, int after, PaddingMode mode) {
        boolean reflects = mode == PaddingMode.REFLECT;
        if (before < 0 || after < 0 || extent == 0 || reflects && (before >= extent || after >= extent)) {
            throw new ShapeException("pad: " + before + " before and " + after + " after an extent of " + extent
                    + " in mode " + mode + "; a margin is not negative, and a reflected one narrower than the image");
        }
        long[] places = new long[before + extent + after];
        int period = reflects ? 2 * (extent - 1) : 2 * extent;
        for (int i = 0; i < places.length; i++) {
            int at = i - before;
            if (mode == PaddingMode.EDGE) {
                places[i] = Math.max(0, Math.min(extent - 1, at));
            } else {
                int folded = period == 0 ? 0 : Math.floorMod(at, period);
                places[i] = folded < extent ? folded : period - folded - (reflects ? 0 : 1);
            }
        }
        return Tensor.of(places, places.length);
    }

    /** An image of one colour. */
    private static Tensor filled(Tensor like, int height, int width, double[] fill) {
        int rank = like.rank();
        int[] shape = like.shape().with(rank - 2, height).with(rank - 1, width).toArray();
        Tensor filled = Tensor.zeros(like.dtype(), shape);
        if (fill.length == 1) {
            return fill[0] == 0 ? filled : filled.fill_(fill[0]);
        }
        int channels = rank < 3 ? 1 : like.size(-3);
        if (fill.length != 0 && fill.length != channels) {
            throw new ArclightException(
                    "fill: " + fill.length + " values for " + channels + " channels; give one, or one for each");
        }
        for (int i = 0; i < fill.length; i++) {
            filled.select(-3, i).fill_(fill[i]);
        }
        return filled;
    }

    /** Left to right. */
    public static Tensor hflip(Tensor image) {
        return image.flip(-1);
    }

    /** Top to bottom. */
    public static Tensor vflip(Tensor image) {
        return image.flip(-2);
    }

    /**
     * Turned counter-clockwise around its middle, sampled as Pillow does whatever the dtype.
     *
     * @param expand whether the image grows so that nothing is cut off
     * @param fill what lies outside: one value, or one a channel
     */
    public static Tensor rotate(Tensor image, double degrees, InterpolationMode mode, boolean expand, double... fill) {
        int h = image.size(-2);
        int w = image.size(-1);
        double angle = degrees % 360;
        angle = angle < 0 ? angle + 360 : angle;
        if (angle == 0) {
            return image;
        }
        if (angle == 180) {
            return image.flip(-2, -1);
        }
        if ((angle == 90 || angle == 270) && (expand || h == w)) {
            return angle == 90
                    ? image.transpose(-2, -1).flip(-2)
                    : image.transpose(-2, -1).flip(-1);
        }
        Turning turning = new Turning(angle, h, w, expand);
        Tensor turned = filled(image, turning.height(), turning.width(), fill);
        if (mode == InterpolationMode.NEAREST) {
            return taken(image, turning, turned);
        }
        boolean plain = image.dtype() == DType.UINT8 || image.dtype() == DType.FLOAT32;
        Tensor from = (plain ? image : floating("rotate", image).toFloat())
                .contiguous()
                .detach();
        Tensor to = plain ? turned : turned.toFloat();
        turning.sample(from, to, mode == InterpolationMode.BICUBIC);
        return to.to(image.dtype());
    }

    private static Tensor taken(Tensor image, Turning turning, Tensor turned) {
        int h = image.size(-2);
        int w = image.size(-1);
        int[] places = turning.nearest(h, w);
        long[] sources = new long[places.length];
        byte[] inside = new byte[places.length];
        for (int i = 0; i < places.length; i++) {
            sources[i] = Math.max(0, places[i]);
            inside[i] = (byte) (places[i] < 0 ? 0 : 1);
        }
        Tensor mask = Tensor.ofBytes(inside, DType.BOOL, turning.height(), turning.width());
        Tensor pixels = image.flatten(-2).indexSelect(-1, Tensor.of(sources, sources.length));
        return Tensor.where(mask, pixels.reshape(turned.shape().toArray()), turned);
    }

    /** Luma, ITU-R 601-2, in one channel or three equal ones. A grey image stays as it is. */
    public static Tensor rgbToGrayscale(Tensor image, int numOutputChannels) {
        Colors.channels(numOutputChannels);
        Tensor gray = isGray("rgbToGrayscale", image) ? image : gray(image);
        if (numOutputChannels == 1) {
            return gray;
        }
        int[] shape = gray.shape().with(gray.rank() - 3, 3).toArray();
        return gray.expand(shape).contiguous();
    }

    private static Tensor gray(Tensor image) {
        int h = image.size(-2);
        int w = image.size(-1);
        if (image.dtype() == DType.UINT8) {
            if (image.rank() > 3) {
                return Tensor.stack(
                        image.unbind(0).stream().map(Functional::gray).toList());
            }
            return Tensor.ofBytes(Colors.gray(bytes(image), h * w), DType.UINT8, 1, h, w);
        }
        Tensor mixed =
                image.narrow(-3, 0, 1).mul(0.2989).add(image.narrow(-3, 1, 1).mul(0.587));
        return mixed.add(image.narrow(-3, 2, 1).mul(0.114));
    }

    /** 0 gives black, 1 the image, 2 one twice as bright. */
    public static Tensor adjustBrightness(Tensor image, double factor) {
        notNegative("adjustBrightness", factor);
        return blend(image, Tensor.zeros(image.dtype(), 1), factor);
    }

    /** 0 gives the mean grey, 1 the image. */
    public static Tensor adjustContrast(Tensor image, double factor) {
        notNegative("adjustContrast", factor);
        if (image.rank() > 3) {
            return Tensor.stack(image.unbind(0).stream()
                    .map(each -> adjustContrast(each, factor))
                    .toList());
        }
        Tensor gray = rgbToGrayscale(image, 1);
        if (image.dtype() == DType.UINT8) {
            long mean = (long) (gray.toDouble().mean().item() + 0.5);
            return blend(image, Tensor.full(DType.UINT8, mean, 1), factor);
        }
        return blend(image, gray.mean(), factor);
    }

    /** 0 gives a grey image, 1 the image. */
    public static Tensor adjustSaturation(Tensor image, double factor) {
        notNegative("adjustSaturation", factor);
        return isGray("adjustSaturation", image) ? image : blend(image, rgbToGrayscale(image, 1), factor);
    }

    private static void notNegative(String what, double factor) {
        if (!(factor >= 0)) {
            throw new ArclightException(what + ": the factor is " + factor + "; it must not be negative");
        }
    }

    private static Tensor blend(Tensor image, Tensor from, double factor) {
        if (image.dtype() != DType.UINT8) {
            return floating("blend", image)
                    .mul(factor)
                    .add(from.mul(1 - factor))
                    .clamp(0, 1)
                    .to(image.dtype());
        }
        byte[] pixels = bytes(image);
        byte[] base = bytes(from.expand(image.shape().toArray()));
        byte[] mixed = new byte[pixels.length];
        for (int i = 0; i < mixed.length; i++) {
            mixed[i] = Colors.blend(base[i] & 0xff, pixels[i] & 0xff, (float) factor);
        }
        return Tensor.ofBytes(mixed, DType.UINT8, image.shape().toArray());
    }

    /** Turns the hue by a share of the circle, from -0.5 to 0.5. */
    public static Tensor adjustHue(Tensor image, double factor) {
        if (!(factor >= -0.5 && factor <= 0.5)) {
            throw new ArclightException("adjustHue: the hue is turned by " + factor + "; it must be from -0.5 to 0.5");
        }
        if (isGray("adjustHue", image)) {
            return image;
        }
        if (image.dtype() != DType.UINT8) {
            return Hue.turned(floating("adjustHue", image), factor);
        }
        if (image.rank() > 3) {
            return Tensor.stack(image.unbind(0).stream()
                    .map(each -> adjustHue(each, factor))
                    .toList());
        }
        byte[] turned = Colors.turned(bytes(image), image.size(-1) * image.size(-2), factor);
        return Tensor.ofBytes(turned, DType.UINT8, image.shape().toArray());
    }

    private static boolean isGray(String what, Tensor image) {
        int channels = image.rank() < 3 ? 0 : image.size(-3);
        if (channels != 1 && channels != 3) {
            throw new ShapeException(what + ": an image of shape " + image.shape()
                    + "; it must have the shape [..., C, H, W] with 1 or 3 channels");
        }
        return channels == 1;
    }

    private static Tensor floating(String what, Tensor image) {
        if (!image.dtype().isFloating()) {
            throw new DTypeException(what + ": an image of " + image.dtype() + "; it must be uint8 or floating");
        }
        return image;
    }

    private static byte[] bytes(Tensor image) {
        return image.contiguous().toByteArray();
    }

    /** The channels of an image, as views. */
    static List<Tensor> channels(Tensor image) {
        return image.unbind(-3);
    }
}
