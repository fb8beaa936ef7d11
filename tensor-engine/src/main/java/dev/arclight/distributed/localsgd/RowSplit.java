package dev.arclight.distributed.localsgd;

import java.util.Arrays;

/**
 * The numbers of a partition's rows, those to learn from and those that are held out, each in an order that depends on their
 * content alone. Rows reach a partition in whatever order the network delivers; training from this order makes the result the
 * same all the same.
 *
 * @param learnt not a copy
 * @param heldOut not a copy
 */
public record RowSplit(int[] learnt, int[] heldOut) {
    /**
     * Which rows are held out depends on their content and the seed alone, so equal rows stay together and the partitions do
     * not matter.
     *
     * @param digests of the rows, as {@link RowDigest} makes them
     * @param share that is held out, from 0 for none to 1 for all
     */
    public static RowSplit of(long[] digests, double share, long seed) {
        int[] learnt = new int[digests.length];
        int[] heldOut = new int[digests.length];
        int learntRows = 0;
        int heldOutRows = 0;
        for (int row : order(digests)) {
            if (RowDigest.isHeldOut(digests[row], share, seed)) {
                heldOut[heldOutRows++] = row;
            } else {
                learnt[learntRows++] = row;
            }
        }
        return new RowSplit(Arrays.copyOf(learnt, learntRows), Arrays.copyOf(heldOut, heldOutRows));
    }

    /** Rows by their digests. Those of one digest are taken to be equal, so their order is no matter. */
    private static int[] order(long[] digests) {
        int rows = digests.length;
        long[] sorted = digests.clone();
        Arrays.sort(sorted);
        int[] order = new int[rows];
        int[] taken = new int[rows];
        for (int row = 0; row < rows; row++) {
            int place = firstPlace(sorted, digests[row]);
            order[place + taken[place]++] = row;
        }
        return order;
    }

    private static int firstPlace(long[] sorted, long digest) {
        int low = 0;
        int high = sorted.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < digest) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
