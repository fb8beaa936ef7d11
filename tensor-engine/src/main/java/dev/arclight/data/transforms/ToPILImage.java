package dev.arclight.data.transforms;

import dev.arclight.data.Images;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;

/**
 * A tensor {@code [C, H, W]} or {@code [H, W]} as a picture, as {@code torchvision.transforms.ToPILImage}: floating values
 * from 0 to 1 are multiplied by 255 and cut off after the point.
 */
public final class ToPILImage implements Transform {
    @Override
    public Object apply(Object image) {
        if (!(image instanceof Tensor tensor)) {
            throw new ArclightException("ToPILImage: a " + image.getClass().getName() + " is no tensor");
        }
        Tensor planes = tensor.rank() == 2 ? tensor.unsqueeze(0) : tensor;
        return Images.toImage(planes.dtype().isFloating() ? planes.mul(255).toByte() : planes);
    }

    @Override
    public String toString() {
        return "ToPILImage()";
    }
}
