package dev.arclight.spark.score;

import java.io.Serializable;

/**
 * How large a batch may be.
 *
 * @param rows at most
 * @param bytes of inputs at most, padding included; 0 for any number
 * @param tokens at most, padding included; 0 for any number
 */
record BatchLimits(int rows, long bytes, long tokens) implements Serializable {
    /** Where nothing else is asked for. */
    static final BatchLimits DEFAULT = new BatchLimits(256, 64L << 20, 0);

    /**
     * How many of the rows from {@code from} on make a batch, at least one.
     *
     * @param lengths the tokens of each row, longer ones behind shorter ones
     * @param fixedBytes of a row, without its tokens
     * @param tokenBytes of a token
     */
    int end(int from, int count, int[] lengths, long fixedBytes, long tokenBytes) {
        int to = from + 1;
        while (to < count && to - from < rows && fits(to + 1 - from, lengths[to], fixedBytes, tokenBytes)) {
            to++;
        }
        return to;
    }

    private boolean fits(long size, long longest, long fixedBytes, long tokenBytes) {
        return (tokens == 0 || size * longest <= tokens)
                && (bytes == 0 || size * (fixedBytes + longest * tokenBytes) <= bytes);
    }

    BatchLimits withRows(int fewer) {
        return new BatchLimits(fewer, bytes, tokens);
    }
}
