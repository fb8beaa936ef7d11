package dev.arclight.spark.score;

import dev.arclight.io.ModelFormatException;
import dev.arclight.io.TensorSpec;
import dev.arclight.tensor.DType;
import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * One of a model's outputs, as a column or a field.
 *
 * @param name the model's for it
 * @param index its place among the model's outputs
 * @param shape of a row's values
 */
record ScoringOutput(String name, int index, DType dtype, int[] shape, Form form) implements Serializable {

    /** What a row's values become. */
    enum Form {
        SCALAR,
        ARRAY,
        VECTOR
    }

    /**
     * Reads an output's spec.
     *
     * @param type as {@link ArclightModel#outputType} has it
     * @throws ModelFormatException if rows have no fixed shape or not as many values as the form asks for
     */
    static ScoringOutput of(TensorSpec spec, int index, String type, String location) {
        int[] extents = spec.shape();
        if (extents.length == 0
                || extents[0] != TensorSpec.ANY
                || Arrays.stream(extents, 1, extents.length).anyMatch(extent -> extent < 1)) {
            throw new ModelFormatException("model '" + location + "' gives '" + spec.name() + "' of shape "
                    + Arrays.toString(extents) + ", expected -1 (the batch) first and fixed extents behind it");
        }
        int[] shape = Arrays.copyOfRange(extents, 1, extents.length);
        int width = ScoringInput.width(spec);
        Form form = switch (type) {
            case ArclightModel.SCALAR -> Form.SCALAR;
            case ArclightModel.VECTOR -> Form.VECTOR;
            case ArclightModel.ARRAY -> Form.ARRAY;
            default -> width == 1 ? Form.SCALAR : Form.ARRAY;
        };
        if (form == Form.SCALAR && width != 1) {
            throw new ModelFormatException("model '" + location + "' gives " + width + " values of '" + spec.name()
                    + "' for a row, which are no scalar; set outputType to array or vector");
        }
        return new ScoringOutput(spec.name(), index, spec.dtype(), shape, form);
    }

    /** How many values a row has. */
    int width() {
        return IntStream.of(shape).reduce(1, Math::multiplyExact);
    }

    /** The memory of a row's values while they wait to be handed out. */
    long bytes() {
        long element = switch (dtype) {
            case FLOAT32, FLOAT16, BFLOAT16, INT32, INT16, INT8, UINT8 -> Integer.BYTES;
            case FLOAT64, INT64 -> Long.BYTES;
            case BOOL -> 1;
        };
        return element * width();
    }

    /** The type of the column or field. */
    DataType type() {
        return switch (form) {
            case SCALAR -> element(true);
            case VECTOR -> SQLDataTypes.VectorType();
            case ARRAY -> {
                DataType type = element(false);
                for (int i = 0; i < Math.max(1, shape.length); i++) {
                    type = DataTypes.createArrayType(type, false);
                }
                yield type;
            }
        };
    }

    /** Single numbers are doubles, as everywhere in Spark ML. */
    private DataType element(boolean single) {
        return switch (dtype) {
            case FLOAT32, FLOAT16, BFLOAT16 -> single ? DataTypes.DoubleType : DataTypes.FloatType;
            case FLOAT64 -> DataTypes.DoubleType;
            case INT64 -> DataTypes.LongType;
            case INT32, INT16, INT8, UINT8 -> DataTypes.IntegerType;
            case BOOL -> DataTypes.BooleanType;
        };
    }
}
