package dev.arclight.spark.train;

import java.io.Serializable;

/** All that a round hands to the next: parameters and the optimizer's memory. Immutable by convention: tasks copy out of it. */
final class TrainingState implements Serializable {
    private static final long serialVersionUID = 2L;

    private final float[] values;
    private final long[] steps;

    /**
     * Holds both arrays, which nobody changes from now on.
     *
     * @param values parameters, then the optimizer's buffers, as {@link StateLayout} lays them out
     * @param steps how many steps the optimizer has made with each parameter
     */
    TrainingState(float[] values, long... steps) {
        this.values = values;
        this.steps = steps;
    }

    float[] values() {
        return values;
    }

    long[] steps() {
        return steps;
    }
}
