/** The command {@code score}: Parquet in, Parquet with predictions out. */
@NullMarked
package dev.arclight.jobs.score;

import org.jspecify.annotations.NullMarked;
