/** Training by rounds of local steps and parameter averaging, evaluation and quantization of models, on Beam. */
@NullMarked
package dev.arclight.beam.train;

import org.jspecify.annotations.NullMarked;
