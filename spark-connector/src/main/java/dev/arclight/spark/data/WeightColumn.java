package dev.arclight.spark.data;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/**
 * The column that says how much each row counts.
 *
 * @param ordinal its place in the row or column batch
 */
record WeightColumn(String name, int ordinal, Element element) implements Serializable {

    static WeightColumn of(String name, int ordinal, DataType type) {
        Element element = Element.of(type)
                .orElseThrow(() -> new DataException(
                        name,
                        "type " + type.catalogString() + " is no weight; expected a number: convert it with cast"));
        return new WeightColumn(name, ordinal, element);
    }

    /** @throws DataException if it is null, negative or not finite */
    float read(InternalRow row, RowPosition position, int ahead) {
        if (row.isNullAt(ordinal)) {
            throw position.error(name, ahead, "weight is null, expected a number from 0; fill it in before");
        }
        double value = element.read(row, ordinal);
        if (!(value >= 0 && value <= Float.MAX_VALUE)) {
            throw position.error(
                    name, ahead, "weight is " + value + ", expected a finite number from 0; mend or drop the row");
        }
        return (float) value;
    }
}
