package dev.arclight.data;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.Objects;

/**
 * An item of a supervised dataset: what a network sees, and what it should say.
 *
 * @param data a picture or, behind a transform, mostly a {@link Tensor}
 * @param target a class number or anything else that can be collated
 */
public record Example(Object data, Object target) {
    public Example {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(target, "target");
    }

    /** The data, which is a tensor. @throws ArclightException if it is not */
    public Tensor tensor() {
        if (data instanceof Tensor tensor) {
            return tensor;
        }
        throw new ArclightException(
                "this example's data is a " + data.getClass().getSimpleName()
                        + ", not a tensor; give the dataset a transform that ends with ToTensor");
    }

    /** The target, which is a whole number. @throws ArclightException if it is not */
    public long label() {
        if (target instanceof Integer || target instanceof Long) {
            return ((Number) target).longValue();
        }
        if (target instanceof Tensor tensor
                && tensor.numel() == 1
                && !tensor.dtype().isFloating()) {
            return tensor.itemLong();
        }
        throw new ArclightException("this example's target is a "
                + target.getClass().getSimpleName() + ", not a class number; ask for target()");
    }
}
