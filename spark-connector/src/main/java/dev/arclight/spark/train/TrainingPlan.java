package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.EpochSteps;
import dev.arclight.optim.lrscheduler.NamedSchedule;
import java.io.Serializable;
import java.util.List;

/**
 * What stays the same in all tasks of one training. Small: it travels with every task.
 *
 * @param id names this training among those that an executor takes part in
 * @param inputs what a row's features are for; empty if they are one tensor
 * @param memory what becomes of what optimizers remember at an average
 * @param keptFolder where partitions keep what their optimizers remember; empty if they do not
 * @param precision what forward passes compute in: no, bf16 or fp16
 * @param maxGradNorm to which gradients are scaled down before each step; 0 for as they are
 * @param maxSteps of the partition with the most rows, instead of epochs; 0 for as many as the epochs have
 * @param averagingPeriod the local steps that each partition makes between two averages
 * @param warmUpSteps the first steps, after each of which there is an average
 * @param shuffles whether each epoch has an order of its own
 */
record TrainingPlan(
        String id,
        NetworkSource network,
        List<TensorSlot> inputs,
        Objective objective,
        OptimizerSettings optimizer,
        LearningRates rates,
        OptimizerMemory memory,
        String keptFolder,
        Precision precision,
        double maxGradNorm,
        int epochs,
        int maxSteps,
        int batchSize,
        int averagingPeriod,
        int warmUpSteps,
        boolean shuffles,
        AveragingPlan averaging,
        long seed)
        implements Serializable {
    private static final long serialVersionUID = 3L;

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
                NetworkSource.of(network),
                List.of(),
                Objective.classes(new double[0], 0),
                optimizer,
                new LearningRates(NamedSchedule.CONSTANT, 0),
                OptimizerMemory.AVERAGE,
                "",
                Precision.FULL,
                0,
                epochs,
                0,
                batchSize,
                averagingPeriod,
                0,
                true,
                AveragingPlan.DEFAULT,
                seed);
    }

    TrainingPlan withSteps(int newMaxSteps, int newWarmUpSteps) {
        return with(newMaxSteps, newWarmUpSteps, averaging, keptFolder);
    }

    TrainingPlan withAveraging(AveragingPlan newAveraging) {
        return with(maxSteps, warmUpSteps, newAveraging, keptFolder);
    }

    TrainingPlan withKept(String folder) {
        return with(maxSteps, warmUpSteps, averaging, folder);
    }

    private TrainingPlan with(int newMaxSteps, int newWarmUpSteps, AveragingPlan newAveraging, String newKeptFolder) {
        return new TrainingPlan(
                id,
                network,
                inputs,
                objective,
                optimizer,
                rates,
                memory,
                newKeptFolder,
                precision,
                maxGradNorm,
                epochs,
                newMaxSteps,
                batchSize,
                averagingPeriod,
                newWarmUpSteps,
                shuffles,
                newAveraging,
                seed);
    }

    /** All that decides the result but the network, as a text to compare and to read. */
    String settings() {
        return objective.describe() + ", " + optimizer.describe() + ", " + rates + ", optimizer state " + memory
                + ", precision " + precision + ", max grad norm " + maxGradNorm + ", "
                + (maxSteps > 0 ? maxSteps + " steps" : epochs + " epochs") + ", batches of " + batchSize
                + ", average every " + averagingPeriod + " steps behind the first after " + warmUpSteps + " as "
                + averaging.wire() + ", " + (shuffles ? "shuffled" : "in order") + ", seed " + seed
                + (inputs.isEmpty() ? "" : ", inputs " + inputs);
    }

    /** How many steps a partition of so many rows makes in an epoch. */
    int stepsPerEpoch(int rows) {
        return new EpochSteps(batchSize).count(rows);
    }
}
