/** The command {@code evaluate}: how well a model does on labelled Parquet. */
@NullMarked
package dev.arclight.jobs.evaluate;

import org.jspecify.annotations.NullMarked;
