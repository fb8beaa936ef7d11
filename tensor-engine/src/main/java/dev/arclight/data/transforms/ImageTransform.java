package dev.arclight.data.transforms;

import dev.arclight.data.Images;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;

/** A transform that does the same to pictures and to tensors {@code [..., C, H, W]}, and gives what it got. */
abstract class ImageTransform implements Transform {
    @Override
    public final Object apply(Object image) {
        if (image instanceof Picture picture) {
            return new Picture(change(picture.planes()));
        }
        if (image instanceof BufferedImage picture) {
            return Images.toImage(change(Images.toTensor(picture)));
        }
        if (image instanceof Tensor tensor) {
            if (tensor.rank() < 2) {
                throw new ShapeException(
                        name() + ": a tensor of shape " + tensor.shape() + "; an image has the shape [..., C, H, W]");
            }
            return change(tensor);
        }
        throw new ArclightException(name() + ": a " + image.getClass().getName()
                + " is no image; it takes a BufferedImage or a tensor [..., C, H, W]");
    }

    abstract Tensor change(Tensor image);

    final String name() {
        return getClass().getSimpleName();
    }

    @Override
    public String toString() {
        return name() + "()";
    }
}
