package dev.arclight.kernel.onednn;

/** How many rows are multiplied at a time. */
final class RowsAtOnce {
    /** Enough that reading the weights does not count. */
    static final int MOST = 256;

    /** Bytes of codes, and of sums, up to which that many rows are; longer rows are multiplied fewer at a time. */
    private static final int BYTES = 1 << 26;

    private RowsAtOnce() {}

    /** A power of two, so that no more rows are computed than are given at a time. */
    static int of(int columns, int depth) {
        long row = Math.max(1, Math.max((long) columns * Integer.BYTES, depth));
        return Integer.highestOneBit((int) Math.max(1, Math.min(MOST, BYTES / row)));
    }
}
