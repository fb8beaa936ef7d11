package dev.arclight.spark.data;

import java.io.Serializable;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;

/**
 * One column of features: where it lies in a row and how its numbers are stored there.
 *
 * @param name what errors call it
 * @param ordinal its place in the row or column batch
 * @param depth how many arrays are nested; 0 unless {@code kind} is {@link Kind#ARRAY}
 */
public record FeatureColumn(String name, int ordinal, Kind kind, Element element, int depth) implements Serializable {

    /** What a column holds in each row. */
    enum Kind {
        /** One number. */
        NUMBER,
        /** Numbers in an array, or in arrays of arrays. */
        ARRAY,
        /** Bytes, each a number from 0 to 255. */
        BINARY,
        /** A vector of Spark ML, dense or sparse. */
        VECTOR
    }

    /**
     * Reads the column's SQL type.
     *
     * @throws DataException if a type of that kind holds no numbers
     */
    public static FeatureColumn of(String name, int ordinal, DataType type) {
        if (type instanceof BinaryType) {
            return new FeatureColumn(name, ordinal, Kind.BINARY, Element.INT8, 0);
        }
        if (type.equals(SQLDataTypes.VectorType())) {
            return new FeatureColumn(name, ordinal, Kind.VECTOR, Element.FLOAT64, 0);
        }
        DataType leaf = type;
        int depth = 0;
        while (leaf instanceof ArrayType array) {
            leaf = array.elementType();
            depth++;
        }
        Element element = Element.of(leaf)
                .orElseThrow(() -> new DataException(
                        name,
                        "type " + type.catalogString() + " holds no features; expected a number, an array of numbers,"
                                + " binary or an ML vector: convert it with cast or split"));
        return new FeatureColumn(name, ordinal, depth == 0 ? Kind.NUMBER : Kind.ARRAY, element, depth);
    }

    /** Whether it holds whole numbers: one, or an array of them. */
    public boolean whole() {
        boolean integers = element == Element.INT8
                || element == Element.INT16
                || element == Element.INT32
                || element == Element.INT64;
        return integers && (kind == Kind.NUMBER || (kind == Kind.ARRAY && depth == 1));
    }

    /** The number at a place of a row or an array, which must not be null. */
    public long wholeNumber(SpecializedGetters values, int index) {
        return element == Element.INT64 ? values.getLong(index) : (long) element.read(values, index);
    }

    /** Whether the number of values is a property of each row rather than of the type. */
    public boolean variable() {
        return kind != Kind.NUMBER;
    }
}
