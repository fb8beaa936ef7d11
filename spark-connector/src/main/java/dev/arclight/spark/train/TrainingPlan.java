package dev.arclight.spark.train;

import java.io.Serializable;

/**
 * What stays the same in all tasks of one training. Small: it travels with every task.
 *
 * @param id names this training among those that an executor takes part in
 * @param network the architecture, as {@link dev.arclight.io.NetworkJson} writes it
 * @param averagingPeriod the local steps that each partition makes between two averages
 */
record TrainingPlan(
        String id,
        String network,
        OptimizerSettings optimizer,
        int epochs,
        int batchSize,
        int averagingPeriod,
        long seed)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** How many steps a partition of so many rows makes in an epoch; the last batch may be smaller. */
    int stepsPerEpoch(int rows) {
        return (rows + batchSize - 1) / batchSize;
    }
}
