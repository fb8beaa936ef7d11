/** Stages of Spark ML for pictures. */
@NullMarked
package dev.arclight.spark.image;

import org.jspecify.annotations.NullMarked;
