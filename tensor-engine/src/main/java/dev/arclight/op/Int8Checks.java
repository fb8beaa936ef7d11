package dev.arclight.op;

import dev.arclight.kernel.cpu.Int8Codes;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.TensorType;

/** What ops with int8 weights ask of their inputs. */
final class Int8Checks {
    private Int8Checks() {}

    static void requireFloat(String op, String what, TensorType type) {
        if (type.dtype() != DType.FLOAT32) {
            throw new DTypeException(
                    op + ": the " + what + " is " + type.dtype() + ", expected float32; convert it with to(FLOAT32)");
        }
    }

    /** A matrix of codes, each row of which has a scale. */
    static void requireCodes(String op, String what, TensorType codes, TensorType scale) {
        if (codes.dtype() != DType.INT8) {
            throw new DTypeException(op + ": the " + what + " is " + codes.dtype() + ", expected int8");
        }
        requireFloat(op, "scale of the " + what, scale);
        Shape shape = codes.shape();
        if (shape.rank() != 2 || !scale.shape().equals(Shape.of(shape.dim(0)))) {
            throw new ShapeException(op + ": the " + what + " " + shape + " and its scale " + scale.shape()
                    + " do not fit; expected a matrix, and a scale for each of its rows");
        }
    }

    /** A matrix of codes that rows are multiplied by. */
    static void requireWeight(String op, String what, TensorType codes, TensorType scale) {
        requireCodes(op, what, codes, scale);
        if (codes.shape().dim(1) > Int8Codes.MOST_DEPTH) {
            throw new ShapeException(op + ": " + codes.shape().dim(1) + " input features could overflow int32; at most "
                    + Int8Codes.MOST_DEPTH + " are possible: keep this layer in float");
        }
    }
}
