package dev.arclight.spark.data;

import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.ShortType;

/** The SQL types that hold one number, read the same way from a row, an array and a column. */
enum Element {
    BOOLEAN,
    INT8,
    INT16,
    INT32,
    INT64,
    FLOAT32,
    FLOAT64;

    static Optional<Element> of(DataType type) {
        if (type instanceof FloatType) {
            return Optional.of(FLOAT32);
        } else if (type instanceof DoubleType) {
            return Optional.of(FLOAT64);
        } else if (type instanceof IntegerType) {
            return Optional.of(INT32);
        } else if (type instanceof LongType) {
            return Optional.of(INT64);
        } else if (type instanceof ShortType) {
            return Optional.of(INT16);
        } else if (type instanceof ByteType) {
            return Optional.of(INT8);
        } else if (type instanceof BooleanType) {
            return Optional.of(BOOLEAN);
        }
        return Optional.empty();
    }

    /** The number at {@code index}, which must not be null. An int64 beyond 2⁵³ is rounded. */
    double read(SpecializedGetters values, int index) {
        return switch (this) {
            case BOOLEAN -> values.getBoolean(index) ? 1 : 0;
            case INT8 -> values.getByte(index);
            case INT16 -> values.getShort(index);
            case INT32 -> values.getInt(index);
            case INT64 -> values.getLong(index);
            case FLOAT32 -> values.getFloat(index);
            case FLOAT64 -> values.getDouble(index);
        };
    }
}
