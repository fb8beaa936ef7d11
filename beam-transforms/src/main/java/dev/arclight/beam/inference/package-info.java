/** Scoring a {@code PCollection} with models that each JVM loads once: {@link dev.arclight.beam.inference.RunInference}. */
@NullMarked
package dev.arclight.beam.inference;

import org.jspecify.annotations.NullMarked;
