package dev.arclight.spark.train;

import java.io.Serializable;

/**
 * What stays the same in all tasks of one training. Small: it travels with every task.
 *
 * @param id names this training among those that an executor takes part in
 * @param network the architecture, as {@link dev.arclight.io.NetworkJson} writes it
 * @param keepsOptimizerState whether what optimizers remember is averaged too; otherwise each round begins without
 * @param maxGradNorm to which gradients are scaled down before each step; 0 for as they are
 * @param maxSteps of the partition with the most rows, instead of epochs; 0 for as many as the epochs have
 * @param averagingPeriod the local steps that each partition makes between two averages
 * @param warmUpSteps the first steps, after each of which there is an average
 * @param shuffles whether each epoch has an order of its own
 */
record TrainingPlan(
        String id,
        String network,
        Objective objective,
        OptimizerSettings optimizer,
        LearningRates rates,
        boolean keepsOptimizerState,
        double maxGradNorm,
        int epochs,
        int maxSteps,
        int batchSize,
        int averagingPeriod,
        int warmUpSteps,
        boolean shuffles,
        long seed)
        implements Serializable {
    private static final long serialVersionUID = 2L;

    /** SGD with momentum or whatever the settings say, constant rates, shuffled epochs, no warm-up. */
    static TrainingPlan of(
            String id,
            String network,
            OptimizerSettings optimizer,
            int epochs,
            int batchSize,
            int averagingPeriod,
            long seed) {
        return new TrainingPlan(
                id,
                network,
                Objective.classes(new double[0], 0),
                optimizer,
                new LearningRates(LearningRates.CONSTANT, 0),
                true,
                0,
                epochs,
                0,
                batchSize,
                averagingPeriod,
                0,
                true,
                seed);
    }

    /** All that decides the result but the network, as a text to compare and to read. */
    String settings() {
        return objective.describe() + ", " + optimizer + ", " + rates + ", optimizer state "
                + (keepsOptimizerState ? "averaged" : "reset") + ", max grad norm " + maxGradNorm + ", "
                + (maxSteps > 0 ? maxSteps + " steps" : epochs + " epochs") + ", batches of " + batchSize
                + ", average every " + averagingPeriod + " steps after " + warmUpSteps + ", "
                + (shuffles ? "shuffled" : "in order") + ", seed " + seed;
    }

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
