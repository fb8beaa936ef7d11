package dev.arclight.spark.score;

/**
 * What was counted while rows were scored, by all tasks, those that were repeated included.
 *
 * @param rows that the model gave results for
 * @param batches that these were cut into
 * @param modelCalls of which there are more than batches where batches failed and were halved
 * @param failedRows that have an error and no results
 * @param skippedRows that were left out, as the model cannot read them
 * @param modelLoads how often the model was built from its files
 * @param seconds that tasks spent in the model, together
 */
public record ScoringReport(
        long rows, long batches, long modelCalls, long failedRows, long skippedRows, long modelLoads, double seconds) {}
