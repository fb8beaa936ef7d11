/** The command {@code train}: Parquet becomes a model folder. */
@NullMarked
package dev.arclight.jobs.train;

import org.jspecify.annotations.NullMarked;
