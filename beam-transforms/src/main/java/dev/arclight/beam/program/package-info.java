/** Programs that run on any runner: main classes of jobs and templates. */
@NullMarked
package dev.arclight.beam.program;

import org.jspecify.annotations.NullMarked;
