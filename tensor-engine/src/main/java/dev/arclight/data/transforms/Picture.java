package dev.arclight.data.transforms;

import dev.arclight.data.Images;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;

/**
 * A picture between two steps of a {@link Compose}, as the uint8 planes that every step works on; so that it is taken apart
 * and put together once.
 *
 * @param planes uint8 {@code [C, H, W]}
 */
record Picture(Tensor planes) {
    static Object inside(Object image) {
        return image instanceof BufferedImage picture ? new Picture(Images.toTensor(picture)) : image;
    }

    static Object outside(Object image) {
        return image instanceof Picture picture ? Images.toImage(picture.planes()) : image;
    }
}
