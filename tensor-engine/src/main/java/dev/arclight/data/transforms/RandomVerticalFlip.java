package dev.arclight.data.transforms;

import dev.arclight.tensor.Tensor;

/** Mirrors a picture top to bottom with a probability, as {@code torchvision.transforms.RandomVerticalFlip}. */
public final class RandomVerticalFlip extends ImageTransform {
    private final double p;

    /** Every second one. */
    public RandomVerticalFlip() {
        this(0.5);
    }

    public RandomVerticalFlip(double p) {
        this.p = Chance.probability("RandomVerticalFlip", p);
    }

    @Override
    Tensor change(Tensor image) {
        return Chance.of(p) ? Functional.vflip(image) : image;
    }

    @Override
    public String toString() {
        return "RandomVerticalFlip(p=" + p + ")";
    }
}
