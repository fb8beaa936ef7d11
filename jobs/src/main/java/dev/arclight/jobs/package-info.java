/** The commands of Arclight: {@link dev.arclight.jobs.Main} runs them from a shell or under spark-submit. */
@NullMarked
package dev.arclight.jobs;

import org.jspecify.annotations.NullMarked;
