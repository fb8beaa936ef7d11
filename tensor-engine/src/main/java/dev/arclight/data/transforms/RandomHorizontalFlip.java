package dev.arclight.data.transforms;

import dev.arclight.tensor.Tensor;

/** Mirrors a picture left to right with a probability, as {@code torchvision.transforms.RandomHorizontalFlip}. */
public final class RandomHorizontalFlip extends ImageTransform {
    private final double p;

    /** Every second one. */
    public RandomHorizontalFlip() {
        this(0.5);
    }

    public RandomHorizontalFlip(double p) {
        this.p = Chance.probability("RandomHorizontalFlip", p);
    }

    @Override
    Tensor change(Tensor image) {
        return Chance.of(p) ? Functional.hflip(image) : image;
    }

    @Override
    public String toString() {
        return "RandomHorizontalFlip(p=" + p + ")";
    }
}
