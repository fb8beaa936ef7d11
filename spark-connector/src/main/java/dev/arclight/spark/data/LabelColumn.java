package dev.arclight.spark.data;

import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/**
 * The column that says what to learn about each row.
 *
 * @param ordinal its place in the row or column batch
 * @param classes how many classes there are, 0 if any number; {@link #VALUES} if the column holds values to regress on
 */
record LabelColumn(String name, int ordinal, Element element, int classes) implements Serializable {
    static final int VALUES = -1;

    static LabelColumn of(String name, int ordinal, DataType type, int classes) {
        Element element = Element.of(type)
                .orElseThrow(() -> new DataException(
                        name,
                        "type " + type.catalogString()
                                + " is no label; expected a number: convert it with cast, or text"
                                + " with Spark ML's StringIndexer"));
        return new LabelColumn(name, ordinal, element, classes);
    }

    boolean holdsClasses() {
        return classes != VALUES;
    }

    /** @throws DataException if it is null, not a whole number, negative, or not below the number of classes */
    int readClass(InternalRow row, RowPosition position, int ahead) {
        double value = value(row, position, ahead);
        int most = classes == 0 ? Integer.MAX_VALUE : classes - 1;
        if (!(value >= 0 && value <= most && value == Math.rint(value))) {
            throw position.error(
                    name,
                    ahead,
                    "label is " + value + ", expected a class number "
                            + (classes == 0 ? "(a whole number from 0)" : "from 0 to " + most)
                            + "; number the classes from 0, for example with Spark ML's StringIndexer");
        }
        return (int) value;
    }

    /** @throws DataException if it is null or not a finite number */
    float readValue(InternalRow row, RowPosition position, int ahead) {
        double value = value(row, position, ahead);
        if (!Double.isFinite(value)) {
            throw position.error(name, ahead, "target is " + value + ", expected a finite number; drop the row");
        }
        return (float) value;
    }

    private double value(InternalRow row, RowPosition position, int ahead) {
        if (row.isNullAt(ordinal)) {
            throw position.error(name, ahead, "label is null, expected a number; drop the row or fill it in before");
        }
        return element.read(row, ordinal);
    }
}
