package dev.arclight.distributed.localsgd;

/** How a partition's rows are cut into an epoch's batches. */
public record EpochSteps(int batchSize) {
    /**
     * How many steps a partition of so many rows makes in an epoch. The last batch may be smaller, but a single row that is
     * left goes into the batch before: batch normalization needs two.
     */
    public int count(int rows) {
        int full = rows / batchSize;
        int rest = rows % batchSize;
        return rest == 0 || rest == 1 && full > 0 ? full : full + 1;
    }

    /** The place of a step's first row in the epoch's order. */
    int begin(int step) {
        return step * batchSize;
    }

    /** The place behind a step's last row in the epoch's order. */
    int end(int step, int rows) {
        return step + 1 == count(rows) ? rows : (step + 1) * batchSize;
    }
}
