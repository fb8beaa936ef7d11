package dev.arclight.spark.train;

import java.io.Serializable;

/**
 * What one partition, or several merged ones, give to a round's average. Immutable by convention.
 *
 * @param partition the number of the (lowest) partition
 * @param examples how many examples were learnt from, and so the weight in the average
 * @param lossSum the sum of their losses
 * @param failedStep the first local step, counted from 1, whose loss was not finite; 0 if all were
 * @param state parameters and optimizer state after the local steps, as {@link StateLayout} lays them out
 */
record Contribution(int partition, long examples, double lossSum, int failedStep, TrainingState state)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    static final int NO_FAILURE = 0;
}
