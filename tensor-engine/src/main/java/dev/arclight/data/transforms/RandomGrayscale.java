package dev.arclight.data.transforms;

import dev.arclight.tensor.Tensor;

/** Takes the colour away with a probability, keeping the channels; as {@code torchvision.transforms.RandomGrayscale}. */
public final class RandomGrayscale extends ImageTransform {
    private final double p;

    /** Every tenth. */
    public RandomGrayscale() {
        this(0.1);
    }

    public RandomGrayscale(double p) {
        this.p = Chance.probability("RandomGrayscale", p);
    }

    @Override
    Tensor change(Tensor image) {
        return Chance.of(p) ? Functional.rgbToGrayscale(image, image.size(-3)) : image;
    }

    @Override
    public String toString() {
        return "RandomGrayscale(p=" + p + ")";
    }
}
