package dev.arclight.nn;

import dev.arclight.kernel.cpu.Int8Codes;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/**
 * A weight's codes and what a step of each row is worth.
 *
 * @param codes int8, of the weight's shape
 * @param scale float32, one for each row
 */
public record Int8Rounding(Tensor codes, Tensor scale) {
    /**
     * Rounds a float32 matrix, each row by its own largest element.
     *
     * @param layer for messages
     * @param name for messages
     * @throws ArclightException if an element is not finite
     * @throws DTypeException if it is not float32
     * @throws ShapeException if a row is so long that sums of products with it could overflow int32
     */
    public static Int8Rounding of(String layer, String name, Tensor weight) {
        if (weight.dtype() != DType.FLOAT32) {
            throw new DTypeException(layer + ": " + name + " is " + weight.dtype()
                    + ", expected float32 to be rounded to int8; convert the network with toFloat()");
        }
        int rows = weight.size(0);
        int features = weight.size(1);
        if (features > Int8Codes.MOST_DEPTH) {
            throw new ShapeException(layer + ": " + name + " has rows of " + features
                    + " features, whose products could overflow int32; at most " + Int8Codes.MOST_DEPTH
                    + " are possible: keep this layer in float");
        }
        float[] weights = weight.detach().toFloatArray();
        Tensor codes = Tensor.zeros(DType.INT8, rows, features);
        Tensor scale = Tensor.zeros(DType.FLOAT32, rows);
        for (int row = 0; row < rows; row++) {
            int from = row * features;
            float step =
                    Int8Codes.round(weights, from, features, 0, codes.storage().bytes(), from);
            if (Float.isNaN(step)) {
                throw new ArclightException(layer + ": the weights of " + name + ", row " + row
                        + ", are not finite; quantize a network whose training went well");
            }
            scale.storage().floats()[row] = step;
        }
        return new Int8Rounding(codes, scale);
    }
}
