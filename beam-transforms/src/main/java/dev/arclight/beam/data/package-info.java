/** Coders of arrays and tensors, and where Beam finds model folders. */
@NullMarked
package dev.arclight.beam.data;

import org.jspecify.annotations.NullMarked;
