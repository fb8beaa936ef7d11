package dev.arclight.beam.inference;

import java.io.Serializable;
import org.joda.time.Duration;

/**
 * When a batch is full. Immutable.
 *
 * <p>A batch never outlives its bundle unless {@link #acrossBundles} lets examples wait for others in keyed state.
 *
 * @param rows the most examples of a batch
 * @param bytes the most bytes of a batch, by {@link ModelHandler#byteSize}; one example may have more
 * @param tokens the most tokens that a batch has once its examples are as long as the longest, by {@link
 *     LoadedModel#tokenCount}; one example may have more
 * @param maxWait how long the first example of a batch waits for others at most
 * @param shards among how many batches that fill at the same time examples are spread; 0 for batches within bundles
 */
public record BatchLimits(int rows, long bytes, long tokens, Duration maxWait, int shards) implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Duration FOREVER = Duration.millis(Long.MAX_VALUE);

    /** @throws IllegalArgumentException if a limit is not positive */
    public BatchLimits {
        if (rows < 1 || bytes < 1 || tokens < 1 || !maxWait.isLongerThan(Duration.ZERO) || shards < 0) {
            throw new IllegalArgumentException("BatchLimits: got " + rows + " rows, " + bytes + " bytes, " + tokens
                    + " tokens, a wait of " + maxWait.getMillis() + " ms and " + shards
                    + " shards; expected positive numbers");
        }
    }

    /** Batches within bundles, limited by rows alone. */
    public static BatchLimits ofRows(int rows) {
        return new BatchLimits(rows, Long.MAX_VALUE, Long.MAX_VALUE, FOREVER, 0);
    }

    public BatchLimits withBytes(long most) {
        return new BatchLimits(rows, most, tokens, maxWait, shards);
    }

    /** Counting a text's tokens takes tokenizing it once more. */
    public BatchLimits withTokens(long most) {
        return new BatchLimits(rows, bytes, most, maxWait, shards);
    }

    /** Within a bundle the clock is looked at when an example comes. */
    public BatchLimits withMaxWait(Duration longest) {
        return new BatchLimits(rows, bytes, tokens, longest, shards);
    }

    /**
     * For streams whose bundles hold a handful of examples: they wait for others of their window, in state, which costs a
     * shuffle.
     *
     * @param longest how long at most
     * @param shardCount how many batches fill at the same time; as many as workers have threads is enough
     */
    public BatchLimits acrossBundles(Duration longest, int shardCount) {
        if (shardCount < 1) {
            throw new IllegalArgumentException(
                    "BatchLimits.acrossBundles: got " + shardCount + " shards; expected at least 1");
        }
        return new BatchLimits(rows, bytes, tokens, longest, shardCount);
    }

    boolean spanBundles() {
        return shards > 0;
    }

    boolean limitBytes() {
        return bytes < Long.MAX_VALUE;
    }

    boolean limitTokens() {
        return tokens < Long.MAX_VALUE;
    }

    boolean limitWait() {
        return maxWait.isShorterThan(FOREVER);
    }
}
