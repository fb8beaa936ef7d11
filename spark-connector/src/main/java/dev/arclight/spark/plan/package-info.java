/**
 * Nodes of Spark's plans that add a model's results to rows, whatever the model: how they are copied and compared, and how they are
 * planned. And the conversions that Catalyst's signatures ask of Java.
 */
@NullMarked
package dev.arclight.spark.plan;

import org.jspecify.annotations.NullMarked;
