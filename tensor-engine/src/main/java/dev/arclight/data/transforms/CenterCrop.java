package dev.arclight.data.transforms;

import dev.arclight.tensor.Tensor;

/** The middle of a picture, as {@code torchvision.transforms.CenterCrop}; smaller pictures get zeros around them. */
public final class CenterCrop extends ImageTransform {
    private final int height;
    private final int width;

    public CenterCrop(int size) {
        this(size, size);
    }

    public CenterCrop(int height, int width) {
        this.height = Crops.positive("CenterCrop", height);
        this.width = Crops.positive("CenterCrop", width);
    }

    @Override
    Tensor change(Tensor image) {
        return Functional.centerCrop(image, height, width);
    }

    @Override
    public String toString() {
        return "CenterCrop(size=(" + height + ", " + width + "))";
    }
}
