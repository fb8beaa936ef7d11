package dev.arclight.beam.inference;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.tensor.DType;
import java.util.Arrays;

/**
 * The one input of a model: the extents of one example, of which one may be free, as the length of a text is.
 *
 * @param extents of one example; -1 for the free one
 * @param width the product of the fixed ones
 */
record ModelInput(TensorSpec spec, int[] extents, int width) {
    /** @throws ModelFormatException if the model takes its examples in another way */
    static ModelInput of(String location, Signature signature) {
        if (signature.inputs().size() != 1 || signature.outputs().size() != 1) {
            throw new ModelFormatException("model '" + location + "' has "
                    + signature.inputs().size() + " inputs and "
                    + signature.outputs().size() + " outputs, expected one of each; save it with such a signature");
        }
        TensorSpec spec = signature.inputs().get(0);
        int[] shape = spec.shape();
        int free = 0;
        long width = 1;
        for (int i = 1; i < shape.length; i++) {
            if (shape[i] == TensorSpec.ANY) {
                free++;
            } else {
                width *= shape[i];
            }
        }
        if (shape.length == 0 || shape[0] != TensorSpec.ANY || free > 1 || width < 1 || width > Integer.MAX_VALUE) {
            throw new ModelFormatException("model '" + location + "' takes " + spec
                    + ", expected -1 (the batch) first, and behind it extents of which one may be -1; save it with such a"
                    + " signature");
        }
        return new ModelInput(spec, Arrays.copyOfRange(shape, 1, shape.length), (int) width);
    }

    DType dtype() {
        return spec.dtype();
    }

    boolean hasFreeExtent() {
        for (int extent : extents) {
            if (extent == TensorSpec.ANY) {
                return true;
            }
        }
        return false;
    }

    /** The free extent of an example with so many numbers; 1 if there is none. @throws ExampleException if they do not fit */
    int freeExtent(int numbers) {
        if (hasFreeExtent() ? numbers % width != 0 || numbers == 0 : numbers != width) {
            throw new ExampleException("an example has " + numbers + " numbers, expected "
                    + (hasFreeExtent() ? "a multiple of " : "") + width + " for input " + spec);
        }
        return numbers / width;
    }

    /** The shape of a batch. */
    int[] batchShape(int rows, int freeExtent) {
        int[] shape = new int[extents.length + 1];
        shape[0] = rows;
        for (int i = 0; i < extents.length; i++) {
            shape[i + 1] = extents[i] == TensorSpec.ANY ? freeExtent : extents[i];
        }
        return shape;
    }
}
