/** Scoring inside Spark's query plans: SQL functions and the plan nodes that evaluate them in batches. */
@NullMarked
package dev.arclight.spark.sql;

import org.jspecify.annotations.NullMarked;
