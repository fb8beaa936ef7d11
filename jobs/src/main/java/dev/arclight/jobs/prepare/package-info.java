/** The command {@code prepare}: images in IDX files become Parquet. */
@NullMarked
package dev.arclight.jobs.prepare;

import org.jspecify.annotations.NullMarked;
