package dev.arclight.spark.score;

/** A batch that a model did not finish in time. The message names partition, rows and model. */
public final class BatchTimeoutException extends ScoringException {
    private static final long serialVersionUID = 1L;

    BatchTimeoutException(String message) {
        super(message);
    }
}
