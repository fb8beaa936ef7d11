package dev.arclight.spark.train;

import java.io.Serializable;

/**
 * What one partition, or several merged ones, give to a round's average. Immutable by convention.
 *
 * @param partition the number of the (lowest) partition
 * @param examples how many examples were learnt from
 * @param weight how much they count together, and so this state in the average: their number if they have no weights
 * @param lossSum the weighted sum of their losses
 * @param failure what went wrong, so that there is nothing to average; {@link #NO_FAILURE} if nothing did
 * @param seconds how long the slowest of the partitions computed; the one thing that is not the same in each run
 * @param state parameters and optimizer state after the local steps, as a {@link dev.arclight.distributed.localsgd.StateLayout} lays them out
 */
record Contribution(
        int partition,
        long examples,
        double weight,
        double lossSum,
        String failure,
        double seconds,
        TrainingState state)
        implements Serializable {
    private static final long serialVersionUID = 3L;

    static final String NO_FAILURE = "";

    static Contribution failed(int partition, String failure) {
        return new Contribution(partition, 0, 0, Double.NaN, failure, 0, TrainingState.empty());
    }

    boolean isFailed() {
        return !failure.isEmpty();
    }

    Contribution with(TrainingState other) {
        return new Contribution(partition, examples, weight, lossSum, failure, seconds, other);
    }
}
