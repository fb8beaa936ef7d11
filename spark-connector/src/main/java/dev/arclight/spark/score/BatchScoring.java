package dev.arclight.spark.score;

import org.apache.spark.TaskKilledException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts rows into batches, and finds the rows that a model fails on: a batch that fails is halved until each of them is alone.
 * One such row among n takes 2·log2(n) further calls at most. Where memory does not suffice, batches are halved and stay so.
 * Not for use by two threads.
 */
final class BatchScoring {
    private static final Logger LOG = LoggerFactory.getLogger(BatchScoring.class);

    /** Calls the model. */
    interface Call {
        /**
         * Scores the rows from {@code from} to {@code to} of those that were given.
         *
         * @throws ScoringException if that has nothing to do with what the rows hold
         * @throws TaskKilledException if the task is to end
         */
        void score(int from, int to);
    }

    /** Is told of a row that the model fails on when it is alone. */
    interface Failures {
        void failed(int row, RuntimeException cause);
    }

    private final Call call;
    private final Failures failures;
    private final Runnable outOfMemory;
    private BatchLimits limits;

    /** @param outOfMemory lets go of what is not needed */
    BatchScoring(BatchLimits limits, Call call, Failures failures, Runnable outOfMemory) {
        this.limits = limits;
        this.call = call;
        this.failures = failures;
        this.outOfMemory = outOfMemory;
    }

    /** How large batches are by now. */
    BatchLimits limits() {
        return limits;
    }

    /**
     * Scores rows in batches.
     *
     * @param lengths the tokens of each row, longer ones behind shorter ones
     * @return how many batches these were
     */
    int score(int count, int[] lengths, long fixedBytes, long tokenBytes) {
        int batches = 0;
        int from = 0;
        while (from < count) {
            int to = limits.end(from, count, lengths, fixedBytes, tokenBytes);
            score(from, to);
            from = to;
            batches++;
        }
        return batches;
    }

    /** Whether the model failed on none of the rows. */
    private boolean score(int from, int to) {
        @Nullable RuntimeException failure;
        try {
            failure = failure(from, to);
        } catch (OutOfMemoryError e) {
            if (to - from == 1) {
                throw e;
            }
            halve(to - from);
            int middle = (from + to) >>> 1;
            boolean sound = score(from, middle);
            return score(middle, to) && sound;
        }
        if (failure == null) {
            return true;
        }
        if (to - from == 1) {
            failures.failed(from, failure);
        } else {
            split(from, to);
        }
        return false;
    }

    private @Nullable RuntimeException failure(int from, int to) {
        try {
            call.score(from, to);
            return null;
        } catch (ScoringException | TaskKilledException e) {
            throw e;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Scores more than one row, of which the model fails on at least one. If not on one of the first half, then of the second. */
    private void split(int from, int to) {
        int middle = (from + to) >>> 1;
        if (!score(from, middle)) {
            score(middle, to);
        } else if (to - middle == 1) {
            // Alone, so that the error is of this row and not of those around it.
            score(middle, to);
        } else {
            split(middle, to);
        }
    }

    private void halve(int size) {
        int rows = Math.max(1, Math.min(limits.rows(), size / 2));
        limits = limits.withRows(rows);
        outOfMemory.run();
        LOG.warn(
                "a batch of {} rows does not fit into memory; this task goes on with {} rows; lower batchSize or"
                        + " maxBatchBytes, or give executors more memory",
                size,
                rows);
    }
}
