/** Stages of Spark ML for text. */
@NullMarked
package dev.arclight.spark.text;

import org.jspecify.annotations.NullMarked;
