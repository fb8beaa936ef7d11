/**
 * What Spark's versions have in different places: {@code SparkApi}, once for each in {@code src/spark-4} and {@code
 * src/spark-3.5}, of which a build takes one.
 */
@NullMarked
package dev.arclight.spark.version;

import org.jspecify.annotations.NullMarked;
