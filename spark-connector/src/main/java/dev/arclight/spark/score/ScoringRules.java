package dev.arclight.spark.score;

import java.io.Serializable;

/**
 * What a task does with rows, apart from the model.
 *
 * @param invalid what is done with a row that the model cannot read
 * @param failing whether a row that is wrong ends the query, or gets null predictions and a text
 * @param checkNaN whether a NaN makes a row one that the model cannot read
 * @param bucketBatches batches' worth of rows that are sorted by length at a time
 * @param timeout seconds that a batch may take, 0 for any time
 * @param padValue what rows are filled up with
 * @param errors whether there is a column of what is wrong
 * @param modelIds whether there is a column of the model's id
 */
record ScoringRules(
        Invalid invalid,
        boolean failing,
        boolean checkNaN,
        BatchLimits limits,
        int bucketBatches,
        double timeout,
        long padValue,
        boolean errors,
        boolean modelIds)
        implements Serializable {

    /** What is done with a row that the model cannot read. */
    enum Invalid {
        ERROR,
        SKIP,
        KEEP
    }

    /** Whether a row that cannot be read ends the query. */
    boolean failsOnInvalid() {
        return failing && invalid == Invalid.ERROR;
    }
}
