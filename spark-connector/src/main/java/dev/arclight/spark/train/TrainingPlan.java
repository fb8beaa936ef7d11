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

    /**
     * How many steps a partition of so many rows makes in an epoch. The last batch may be smaller, but a single row that is
     * left goes into the batch before: batch normalization needs two.
     */
    int stepsPerEpoch(int rows) {
        int full = rows / batchSize;
        int rest = rows % batchSize;
        return rest == 0 || rest == 1 && full > 0 ? full : full + 1;
    }

    /** The end, exclusive, of a step's rows in the epoch's order. */
    int endOfStep(int step, int rows) {
        return step + 1 == stepsPerEpoch(rows) ? rows : (step + 1) * batchSize;
    }
}
