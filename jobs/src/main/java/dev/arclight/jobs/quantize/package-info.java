/** The command {@code quantize}: a float model folder becomes an int8 one. */
@NullMarked
package dev.arclight.jobs.quantize;

import org.jspecify.annotations.NullMarked;
