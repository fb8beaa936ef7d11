/** Text to token ids, as steps of a pipeline. */
@NullMarked
package dev.arclight.beam.text;

import org.jspecify.annotations.NullMarked;
