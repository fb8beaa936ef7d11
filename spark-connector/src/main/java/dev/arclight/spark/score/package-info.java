/** Models on their way to tasks, and batches through them. */
@NullMarked
package dev.arclight.spark.score;

import org.jspecify.annotations.NullMarked;
