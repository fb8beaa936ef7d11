package dev.arclight.data.transforms;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.awt.image.BufferedImage;

/**
 * Changes a picture: a {@link BufferedImage}, which plays the part of Python's PIL images, or a tensor of shape {@code [...,
 * C, H, W]}. What it draws comes from {@link dev.arclight.tensor.Generator#current}.
 *
 * <p>Pictures come out as pictures and tensors as tensors, but for what is there to turn one into the other. Numbers are
 * Pillow's for pictures and uint8 tensors, torchvision's for tensors of floating numbers, unless a class says otherwise.
 */
@FunctionalInterface
public interface Transform {
    /** @throws ArclightException if this is nothing that it can change */
    Object apply(Object image);

    /** {@link #apply} where a tensor comes out. @throws ArclightException if it does not */
    default Tensor tensor(Object image) {
        Object changed = apply(image);
        if (changed instanceof Tensor tensor) {
            return tensor;
        }
        throw new ArclightException(
                this + " gives a " + changed.getClass().getSimpleName() + ", not a tensor; end it with ToTensor");
    }
}
