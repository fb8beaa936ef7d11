package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/** Turns a picture by a random angle, as {@code torchvision.transforms.RandomRotation}. Sampled as Pillow does. */
public final class RandomRotation extends ImageTransform {
    private final double from;
    private final double to;
    private final InterpolationMode interpolation;
    private final boolean expand;
    private final double[] fill;

    /** By -degrees to degrees, nearest. @throws ArclightException if {@code degrees} is negative */
    public RandomRotation(double degrees) {
        this(-degrees, degrees);
    }

    public RandomRotation(double from, double to) {
        this(from, to, InterpolationMode.NEAREST, false, 0);
    }

    /**
     * @param expand whether the picture grows so that nothing is cut off
     * @param fill what lies outside: one value, or one a channel
     */
    public RandomRotation(double from, double to, InterpolationMode interpolation, boolean expand, double... fill) {
        if (!(from <= to)) {
            throw new ArclightException(
                    "RandomRotation: from " + from + " to " + to + " degrees; a single number must not be"
                            + " negative, and of two the first must not be above the second");
        }
        this.from = from;
        this.to = to;
        this.interpolation = interpolation;
        this.expand = expand;
        this.fill = fill.clone();
    }

    @Override
    Tensor change(Tensor image) {
        return Functional.rotate(image, Chance.uniform(from, to), interpolation, expand, fill);
    }

    @Override
    public String toString() {
        return "RandomRotation(degrees=[" + from + ", " + to + "], interpolation=" + interpolation + ")";
    }
}
