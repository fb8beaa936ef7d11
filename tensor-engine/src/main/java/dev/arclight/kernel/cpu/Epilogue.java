package dev.arclight.kernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * What happens to an element of a product once its sum is complete, while it is still in cache: first a bias is added,
 * then an activation is applied. Those that take more than a comparison are {@linkplain #followedBy functions}.
 *
 * <pre>{@code
 * Gemm.sgemm(..., Epilogue.columnBias(bias, 0, EpilogueActivation.RELU)); // relu(x·W + bias)
 * }</pre>
 *
 * <p>A value: the arrays are not copied and not written. A float product takes a float bias, a double product a double
 * bias.
 *
 * @param axis what one bias element belongs to
 * @param floatBias the bias of a float product
 * @param doubleBias the bias of a double product
 * @param biasOffset index of the bias element of row or column 0
 * @param activation what is done after the bias
 * @param function what is done to the elements of a float product last, or null
 */
public record Epilogue(
        BiasAxis axis,
        float @Nullable [] floatBias,
        double @Nullable [] doubleBias,
        int biasOffset,
        EpilogueActivation activation,
        @Nullable FloatFunction function) {

    /** What one element of a bias belongs to. */
    public enum BiasAxis {
        /** There is no bias. */
        NONE,
        /** One element for each row of the result. */
        ROW,
        /** One element for each column of the result. */
        COLUMN
    }

    /** Only an activation. */
    public static Epilogue of(EpilogueActivation activation) {
        return new Epilogue(BiasAxis.NONE, null, null, 0, activation, null);
    }

    /** A bias for each column, as a linear layer has it, then an activation. */
    public static Epilogue columnBias(float[] bias, int offset, EpilogueActivation activation) {
        return new Epilogue(BiasAxis.COLUMN, bias, null, offset, activation, null);
    }

    /** A bias for each column, as a linear layer has it, then an activation. */
    public static Epilogue columnBias(double[] bias, int offset, EpilogueActivation activation) {
        return new Epilogue(BiasAxis.COLUMN, null, bias, offset, activation, null);
    }

    /** A bias for each row, as a convolution has it for its channels, then an activation. */
    public static Epilogue rowBias(float[] bias, int offset, EpilogueActivation activation) {
        return new Epilogue(BiasAxis.ROW, bias, null, offset, activation, null);
    }

    /** A bias for each row, as a convolution has it for its channels, then an activation. */
    public static Epilogue rowBias(double[] bias, int offset, EpilogueActivation activation) {
        return new Epilogue(BiasAxis.ROW, null, bias, offset, activation, null);
    }

    /** The same epilogue of a float product, and then a function of each element. */
    public Epilogue followedBy(FloatFunction last) {
        return new Epilogue(axis, floatBias, doubleBias, biasOffset, activation, last);
    }

    /** The same epilogue for the part of the result that begins at {@code row} and {@code column}. */
    Epilogue from(int row, int column) {
        int shift = axis == BiasAxis.ROW ? row : axis == BiasAxis.COLUMN ? column : 0;
        return shift == 0 ? this : new Epilogue(axis, floatBias, doubleBias, biasOffset + shift, activation, function);
    }

    /** The same epilogue for the transposed result. */
    Epilogue transposed() {
        return switch (axis) {
            case NONE -> this;
            case ROW -> new Epilogue(BiasAxis.COLUMN, floatBias, doubleBias, biasOffset, activation, function);
            case COLUMN -> new Epilogue(BiasAxis.ROW, floatBias, doubleBias, biasOffset, activation, function);
        };
    }

    /** The float bias of element 0, or an error for an epilogue made for the other type. */
    float[] floats() {
        if (floatBias == null) {
            throw new IllegalArgumentException(
                    "gemm: the epilogue of a float product has a double bias; make it with a float[]");
        }
        return floatBias;
    }

    /** The double bias of element 0, or an error for an epilogue made for the other type. */
    double[] doubles() {
        if (doubleBias == null) {
            throw new IllegalArgumentException(
                    "gemm: the epilogue of a double product has a float bias; make it with a double[]");
        }
        return doubleBias;
    }
}
