package dev.arclight.io;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import java.util.Arrays;

/**
 * The name, dtype and shape of one input or output of a model. Immutable.
 *
 * @param shape the extents; -1 stands for any, as the batch's
 */
public record TensorSpec(String name, DType dtype, int... shape) {
    /** The extent that fits any. */
    public static final int ANY = -1;

    /** @throws ShapeException if an extent is below -1 */
    public TensorSpec {
        shape = shape.clone();
        for (int extent : shape) {
            if (extent < ANY) {
                throw new ShapeException("tensor " + Quoted.text(name) + " has extent " + extent
                        + "; expected a number ≥ 0, or -1 for any");
            }
        }
    }

    /** A copy of the extents. */
    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorSpec that
                && name.equals(that.name)
                && dtype == that.dtype
                && Arrays.equals(shape, that.shape);
    }

    @Override
    public int hashCode() {
        return (name.hashCode() * 31 + dtype.hashCode()) * 31 + Arrays.hashCode(shape);
    }

    /** Such as {@code pixels float32[-1, 784]}. */
    @Override
    public String toString() {
        return name + " " + dtype + Arrays.toString(shape);
    }
}
