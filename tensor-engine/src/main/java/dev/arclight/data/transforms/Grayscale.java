package dev.arclight.data.transforms;

import dev.arclight.tensor.Tensor;

/** A picture without colour in one channel or three equal ones, as {@code torchvision.transforms.Grayscale}. */
public final class Grayscale extends ImageTransform {
    private final int numOutputChannels;

    public Grayscale() {
        this(1);
    }

    public Grayscale(int numOutputChannels) {
        this.numOutputChannels = Colors.channels(numOutputChannels);
    }

    @Override
    Tensor change(Tensor image) {
        return Functional.rgbToGrayscale(image, numOutputChannels);
    }

    @Override
    public String toString() {
        return "Grayscale(numOutputChannels=" + numOutputChannels + ")";
    }
}
