package dev.arclight.spark.train;

import java.io.Serializable;

/**
 * What one partition, or several merged ones, give to a round's average. Immutable by convention.
 *
 * @param partition the number of the (lowest) partition
 * @param examples how many examples were learnt from
 * @param weight how much they count together, and so this state in the average: their number if they have no weights
 * @param lossSum the weighted sum of their losses
 * @param failedStep the first local step, counted from 1, whose loss was not finite; 0 if all were
 * @param seconds how long the slowest of the partitions computed; the one thing that is not the same in each run
 * @param state parameters and optimizer state after the local steps, as {@link StateLayout} lays them out
 */
record Contribution(
        int partition,
        long examples,
        double weight,
        double lossSum,
        int failedStep,
        double seconds,
        TrainingState state)
        implements Serializable {
    private static final long serialVersionUID = 2L;

    static final int NO_FAILURE = 0;
}
