package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;

/**
 * A picture in another size, as {@code torchvision.transforms.Resize}: one number is the length of its shorter edge, two are
 * height and width. Shrinking averages over what a pixel covers (antialias).
 */
public final class Resize extends ImageTransform {
    private final int[] size;
    private final InterpolationMode interpolation;
    private final int maxSize;
    private final boolean antialias;

    /** The shorter edge, bilinear. */
    public Resize(int size) {
        this(size, InterpolationMode.BILINEAR);
    }

    /** The shorter edge. */
    public Resize(int size, InterpolationMode interpolation) {
        this(size, interpolation, 0, true);
    }

    /**
     * @param maxSize how long the longer edge may become, or 0
     * @param antialias of tensors; pictures always are
     * @throws ArclightException if a length is not positive, or {@code maxSize} not above {@code size}
     */
    public Resize(int size, InterpolationMode interpolation, int maxSize, boolean antialias) {
        this(new int[] {size}, interpolation, maxSize, antialias);
        if (maxSize != 0 && maxSize <= size) {
            throw new ArclightException("Resize: maxSize " + maxSize + " must be above the size " + size);
        }
    }

    /** Height and width, bilinear. */
    public Resize(int height, int width) {
        this(height, width, InterpolationMode.BILINEAR);
    }

    /** Height and width. */
    public Resize(int height, int width, InterpolationMode interpolation) {
        this(new int[] {height, width}, interpolation, 0, true);
    }

    private Resize(int[] size, InterpolationMode interpolation, int maxSize, boolean antialias) {
        for (int each : size) {
            if (each <= 0) {
                throw new ArclightException("Resize: a length of " + each + "; lengths are positive");
            }
        }
        this.size = size;
        this.interpolation = interpolation;
        this.maxSize = maxSize;
        this.antialias = antialias;
    }

    @Override
    Tensor change(Tensor image) {
        return size.length == 2
                ? Functional.resize(image, size[0], size[1], interpolation, antialias)
                : Functional.resize(image, size[0], interpolation, maxSize, antialias);
    }

    @Override
    public String toString() {
        return "Resize(size=" + Arrays.toString(size) + ", interpolation=" + interpolation + ")";
    }
}
