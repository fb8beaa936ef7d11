package dev.arclight.spark.score;

import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import java.util.List;

/** How many rows are read ahead. */
final class WindowSize {
    /** The elements of the largest Java array. */
    static final int MOST = Integer.MAX_VALUE - 8;

    private WindowSize() {}

    /**
     * The rows of a window: one batch of rows of one length; of rows of any length, which are sorted, {@code bucketBatches}
     * batches. Inputs of a fixed shape and outputs take up {@code limits.bytes()} for each of these batches at most, unless a
     * single row takes more.
     *
     * @throws ScoringException if they are more than an array holds
     */
    static int rows(Signature signature, List<ScoringOutput> outputs, BatchLimits limits, int bucketBatches) {
        boolean anyLength = signature.inputs().stream().anyMatch(ScoringInput::isAnyLength);
        long batches = anyLength ? bucketBatches : 1;
        long rows = limits.rows() * batches;
        long bytes = bytes(signature, outputs);
        if (limits.bytes() > 0 && bytes > 0) {
            rows = Math.min(rows, bytes(limits, batches) / bytes);
        }
        long tokens = tokens(signature);
        if (!anyLength && limits.tokens() > 0 && tokens > 0) {
            rows = Math.min(rows, limits.tokens() / tokens);
        }
        if (rows > MOST) {
            throw new ScoringException(
                    rows + " rows are to be read ahead, more than the largest Java array holds, 2^31 - 9;"
                            + " lower batchSize or bucketBatches");
        }
        return (int) Math.max(1, rows);
    }

    /** What that many batches take at most, 0 for any number. */
    static long bytes(BatchLimits limits, long batches) {
        return limits.bytes() > Long.MAX_VALUE / batches ? Long.MAX_VALUE : limits.bytes() * batches;
    }

    /** What a row takes whatever its length. */
    private static long bytes(Signature signature, List<ScoringOutput> outputs) {
        long bytes = outputs.stream().mapToLong(ScoringOutput::bytes).sum();
        for (TensorSpec spec : signature.inputs()) {
            if (!ScoringInput.isAnyLength(spec)) {
                bytes += (long) ScoringInput.width(spec) * spec.dtype().bytes();
            }
        }
        return bytes;
    }

    /** The tokens of a row, where all have as many. */
    private static long tokens(Signature signature) {
        return signature.inputs().stream()
                .filter(spec -> ScoringInput.isTokens(spec.dtype()) && !ScoringInput.isAnyLength(spec))
                .mapToLong(ScoringInput::width)
                .max()
                .orElse(0);
    }
}
