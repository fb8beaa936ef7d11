package dev.arclight.jobs.session;

import dev.arclight.jobs.JobException;
import dev.arclight.spark.data.Columns;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** Parquet that a command reads. */
public final class ParquetInput {
    private ParquetInput() {}

    /**
     * The rows of a Parquet file or folder, or of all that a pattern such as {@code tables/2024-*} matches if nothing has just
     * that name.
     *
     * @param columns columns that must be there
     * @throws JobException if it cannot be read or lacks a column
     */
    public static Dataset<Row> read(SparkSession spark, String path, String... columns) {
        Dataset<Row> rows = open(spark, path);
        for (String column : columns) {
            if (Columns.find(rows.schema(), column).isEmpty()) {
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
        DataType type = Columns.require(rows.schema(), column).dataType();
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
            return spark.read().parquet(literally(path, spark.sparkContext().hadoopConfiguration()));
        } catch (Exception e) {
            throw new JobException(
                    "cannot read Parquet at " + path + ": "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Spark takes every path for a pattern; in that of something that is there, nothing stands for anything else. */
    private static String literally(String path, Configuration conf) throws IOException {
        Path given = new Path(path);
        return given.getFileSystem(conf).exists(given) ? path.replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0") : path;
    }
}
