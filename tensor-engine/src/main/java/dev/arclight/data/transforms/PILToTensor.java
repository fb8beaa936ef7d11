package dev.arclight.data.transforms;

import dev.arclight.data.Images;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;

/** A picture as uint8 {@code [C, H, W]}, as {@code torchvision.transforms.PILToTensor}. */
public final class PILToTensor implements Transform {
    @Override
    public Tensor apply(Object image) {
        if (image instanceof Picture picture) {
            return picture.planes();
        }
        if (image instanceof BufferedImage picture) {
            return Images.toTensor(picture);
        }
        throw new ArclightException(
                "PILToTensor: a " + image.getClass().getName() + " is no picture; it takes a BufferedImage");
    }

    @Override
    public String toString() {
        return "PILToTensor()";
    }
}
