package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Parquet that a command reads. */
public final class ParquetInput {
    private ParquetInput() {}

    /**
     * The rows of a Parquet file or folder.
     *
     * @param columns columns that must be there
     * @throws JobException if it cannot be read or lacks a column
     */
    public static Dataset<Row> read(SparkSession spark, String path, String... columns) {
        Dataset<Row> rows = open(spark, path);
        for (String column : columns) {
            if (!Arrays.asList(rows.columns()).contains(column)) {
                throw new JobException(
                        path + " has no column '" + column + "'; its columns are " + String.join(", ", rows.columns()));
            }
        }
        return rows;
    }

    /**
     * Checks that a column holds whole numbers.
     *
     * @throws JobException if it does not
     */
    public static void requireIntegers(Dataset<Row> rows, String column) {
        DataType type = rows.schema().apply(column).dataType();
        if (!type.equals(DataTypes.IntegerType)
                && !type.equals(DataTypes.LongType)
                && !type.equals(DataTypes.ShortType)
                && !type.equals(DataTypes.ByteType)) {
            throw new JobException("column '" + column + "' is " + type.simpleString()
                    + ", expected class numbers (int, bigint, smallint or tinyint); cast it or name another column");
        }
    }

    /** Spark's errors here are many (no path, no schema, corrupt footer), checked ones among them that Java cannot name. */
    private static Dataset<Row> open(SparkSession spark, String path) {
        try {
            return spark.read().parquet(path);
        } catch (Exception e) {
            throw new JobException(
                    "cannot read Parquet at " + path + ": "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }
}
