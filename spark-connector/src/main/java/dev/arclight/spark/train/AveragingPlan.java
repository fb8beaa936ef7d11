package dev.arclight.spark.train;

import java.io.Serializable;

/**
 * How contributions are brought together. Only {@code wire} changes a bit of the result.
 *
 * @param wire as what they travel
 * @param depth how many stages merge them where they travel whole; 0 for as many as their number needs
 * @param shardedBytes the size of a state from which on it is averaged in pieces, on executors
 */
record AveragingPlan(Wire wire, int depth, long shardedBytes) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final AveragingPlan DEFAULT = new AveragingPlan(Wire.FLOAT32, 0, 16L << 20);

    /** The most contributions that are merged in one place where nobody says otherwise. */
    static final int FAN_IN = 16;

    boolean shards(TrainingState state) {
        return (long) Float.BYTES * state.values().length >= shardedBytes;
    }

    /**
     * How many contributions are merged in one place. A power of two, so that a group is a node of the tree that
     * {@link Averaging} goes along, and the stages give the same bits as one place would.
     */
    int fanIn(int partitions) {
        if (depth == 0) {
            return FAN_IN;
        }
        int fanIn = 2;
        while (Math.pow(fanIn, depth) < partitions) {
            fanIn *= 2;
        }
        return fanIn;
    }
}
