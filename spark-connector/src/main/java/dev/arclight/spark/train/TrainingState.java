package dev.arclight.spark.train;

import java.io.Serializable;

/**
 * All that a round hands to the next. Immutable by convention: tasks copy out of it.
 *
 * @param values parameters, then the optimizer's buffers, in one array
 * @param steps how many steps the optimizer has made
 */
record TrainingState(float[] values, long steps) implements Serializable {
    private static final long serialVersionUID = 1L;
}
