/** Training on Spark by local steps and parameter averaging, as stages of Spark ML. */
@NullMarked
package dev.arclight.spark.train;

import org.jspecify.annotations.NullMarked;
