package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/** A part of a picture at a random place, as {@code torchvision.transforms.RandomCrop}. */
public final class RandomCrop extends ImageTransform {
    private final int height;
    private final int width;
    private final int[] padding;
    private final boolean padIfNeeded;
    private final double fill;
    private final PaddingMode paddingMode;

    public RandomCrop(int size, int... padding) {
        this(size, size, padding, false, 0, PaddingMode.CONSTANT);
    }

    /**
     * @param padding as {@link Pad}'s, or nothing; laid around before the part is chosen
     * @param padIfNeeded whether a picture that is too small gets a margin
     */
    public RandomCrop(int height, int width, int[] padding, boolean padIfNeeded, double fill, PaddingMode paddingMode) {
        this.height = Crops.positive("RandomCrop", height);
        this.width = Crops.positive("RandomCrop", width);
        this.padding = padding.length == 0 ? new int[4] : Crops.sides("RandomCrop", padding);
        this.padIfNeeded = padIfNeeded;
        this.fill = fill;
        this.paddingMode = paddingMode;
    }

    /** @throws ArclightException if the picture is smaller than the part */
    @Override
    Tensor change(Tensor image) {
        Tensor padded = Functional.pad(image, padding, paddingMode, fill);
        if (padIfNeeded && padded.size(-1) < width) {
            int each = width - padded.size(-1);
            padded = Functional.pad(padded, new int[] {each, 0, each, 0}, paddingMode, fill);
        }
        if (padIfNeeded && padded.size(-2) < height) {
            int each = height - padded.size(-2);
            padded = Functional.pad(padded, new int[] {0, each, 0, each}, paddingMode, fill);
        }
        int h = padded.size(-2);
        int w = padded.size(-1);
        if (h < height || w < width) {
            throw new ArclightException("RandomCrop: a part of " + height + " × " + width + " of a picture of " + h
                    + " × " + w + " (height × width); set padIfNeeded or put Resize before it");
        }
        int top = Chance.upTo(h - height);
        int left = Chance.upTo(w - width);
        return Functional.crop(padded, top, left, height, width);
    }

    @Override
    public String toString() {
        return "RandomCrop(size=(" + height + ", " + width + "), padding=" + Arrays.toString(padding) + ")";
    }
}
