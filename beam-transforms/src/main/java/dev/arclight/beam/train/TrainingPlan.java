package dev.arclight.beam.train;

import dev.arclight.distributed.localsgd.EpochSteps;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * All that a training's result depends on besides its rows. Small: it travels with every step of a pipeline.
 *
 * @param network the architecture, as {@link dev.arclight.io.NetworkJson} writes it
 * @param weight the column that says how much a row counts; empty if all count alike
 * @param keepsOptimizerState whether what optimizers remember is averaged, too; otherwise each round begins without
 * @param maxGradNorm to which gradients are scaled down before each step; 0 for as they are
 * @param averagingPeriod the local steps that each shard makes between two averages
 * @param epochs 0 if {@code rounds} says how long
 * @param shards into how many parts rows are put, by their content
 * @param validationShare of the rows that nothing is learnt from
 * @param folder where shards and checkpoints are kept
 * @param model where the model is written; empty for nowhere
 */
record TrainingPlan(
        String network,
        String features,
        String label,
        String weight,
        Objective objective,
        OptimizerSettings optimizer,
        boolean keepsOptimizerState,
        double maxGradNorm,
        int batchSize,
        int averagingPeriod,
        int rounds,
        int epochs,
        boolean shuffles,
        long seed,
        int shards,
        double validationShare,
        String folder,
        String model)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What two trainings must share for one to go on where the other stopped, as a text to compare and to read. */
    String settings() {
        return "network " + UUID.nameUUIDFromBytes(network.getBytes(StandardCharsets.UTF_8)) + ", features " + features
                + ", label " + label + ", weight " + weight + ", " + objective + ", " + optimizer + ", optimizer state "
                + (keepsOptimizerState ? "averaged" : "reset") + ", max grad norm " + maxGradNorm + ", batches of "
                + batchSize + ", average every " + averagingPeriod + " steps, "
                + (epochs > 0 ? epochs + " epochs" : rounds + " rounds") + ", " + (shuffles ? "shuffled" : "in order")
                + ", seed " + seed + ", " + shards + " shards, validation share " + validationShare;
    }

    /** How many steps a shard of so many rows makes in an epoch. */
    int stepsPerEpoch(int rows) {
        return new EpochSteps(batchSize).count(rows);
    }
}
