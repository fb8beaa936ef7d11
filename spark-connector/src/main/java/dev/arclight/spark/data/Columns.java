package dev.arclight.spark.data;

import static org.apache.spark.ml.functions.array_to_vector;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Finds columns by their names, whatever characters these hold, as Spark does: {@code features} is {@code FEATURES} unless
 * {@code spark.sql.caseSensitive} is set in the thread's session.
 */
public final class Columns {
    private Columns() {}

    /** Whether two names are of one column. */
    public static boolean same(String name, String other) {
        return SQLConf.get().caseSensitiveAnalysis() ? name.equals(other) : name.equalsIgnoreCase(other);
    }

    /** The column of that name, if there is one. */
    public static Optional<StructField> find(StructType schema, String name) {
        return Arrays.stream(schema.fields())
                .filter(field -> same(field.name(), name))
                .findFirst();
    }

    /**
     * The column of that name.
     *
     * @throws DataException if there is none
     */
    public static StructField require(StructType schema, String name) {
        return find(schema, name)
                .orElseThrow(() -> new DataException(
                        name,
                        "is missing, expected one of " + String.join(", ", schema.fieldNames())
                                + "; name one of them or add the column"));
    }

    /** The column of that name in a Dataset; a dot in the name is part of it. */
    public static Column of(Dataset<?> dataset, String name) {
        return dataset.col(quoted(name));
    }

    /** Arrays of numbers as dense vectors of Spark ML; a null array, which Spark's own function fails at, stays null. */
    public static Column vector(Column array) {
        return functions.when(array.isNotNull(), array_to_vector(array));
    }

    /** The name as SQL writes it. */
    public static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }
}
