/**
 * Arrays of numbers read from Parquet files in runs, beside Spark's own reader, which goes value by value there. Spark's reader
 * still reads all other columns, and every file that is not plainly what this room knows.
 */
@NullMarked
package dev.arclight.spark.parquet;

import org.jspecify.annotations.NullMarked;
