package dev.arclight.spark.train;

import dev.arclight.spark.data.PartitionData;
import dev.arclight.tensor.Generator;
import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One partition's examples in memory, with an order of them that depends on nothing but their content.
 *
 * <p>Behind a shuffle, rows reach a partition in whatever order the network delivers; training from a canonical order makes
 * the result the same all the same. Safe for use by several threads.
 */
final class Shard implements Serializable {
    private static final long serialVersionUID = 2L;

    private final PartitionData data;
    private final int[] canonical;
    private final int[] held;
    private final long digest;
    private transient volatile @Nullable EpochOrder latest;

    private Shard(PartitionData data, int[] canonical, int[] held, long digest) {
        this.data = data;
        this.canonical = canonical;
        this.held = held;
        this.digest = digest;
    }

    /** All rows to learn from. */
    static Shard of(PartitionData data) {
        return of(data, 0, 0);
    }

    /**
     * A share of the rows is held out for validation: which ones depends on their content and the seed alone, so equal rows
     * stay together and the partitions do not matter.
     *
     * @param heldShare from 0 for none to 1 for all
     */
    static Shard of(PartitionData data, double heldShare, long seed) {
        long[] digests = new long[data.rows()];
        for (int row = 0; row < digests.length; row++) {
            digests[row] = digest(data, row);
        }
        int[] order = canonicalOrder(digests);
        int[] learnt = new int[order.length];
        int[] held = new int[order.length];
        int learntRows = 0;
        int heldRows = 0;
        long all = order.length;
        for (int row : order) {
            all = mix(all, Long.hashCode(digests[row]));
            if (isHeld(digests[row], heldShare, seed)) {
                held[heldRows++] = row;
            } else {
                learnt[learntRows++] = row;
            }
        }
        return new Shard(data, Arrays.copyOf(learnt, learntRows), Arrays.copyOf(held, heldRows), all);
    }

    private static boolean isHeld(long digest, double share, long seed) {
        // The upper 53 bits of the mixed digest, as a double from 0 to below 1.
        double place = (Generator.seeded(seed ^ digest).nextLong() >>> 11) * 0x1p-53;
        return place < share;
    }

    PartitionData data() {
        return data;
    }

    /** How many rows there are to learn from. */
    int rows() {
        return canonical.length;
    }

    /** The rows that are held out, in an order that depends on their content alone; not a copy. */
    int[] held() {
        return held;
    }

    /** Stands for the content of all rows, whatever order they came in. */
    long digest() {
        return digest;
    }

    /** The row numbers in the order of every epoch, where nothing is shuffled; not a copy. */
    int[] order() {
        return canonical;
    }

    /** The row numbers in the order in which an epoch visits them; not a copy. */
    int[] order(long seed, int epoch, int partition) {
        EpochOrder known = latest;
        if (known == null || !known.isOf(seed, epoch, partition)) {
            known = new EpochOrder(seed, epoch, partition, shuffled(seed, epoch, partition));
            latest = known;
        }
        return known.order;
    }

    private int[] shuffled(long seed, int epoch, int partition) {
        long epochSeed = Generator.seeded(seed, epoch).nextLong();
        int[] order = Generator.seeded(epochSeed, partition).permutation(canonical.length);
        for (int i = 0; i < order.length; i++) {
            order[i] = canonical[order[i]];
        }
        return order;
    }

    /** Rows by a 64-bit digest of their content; rows of one digest are taken to be equal, so their order is no matter. */
    private static int[] canonicalOrder(long[] digests) {
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

    private static long digest(PartitionData data, int row) {
        int from = row * data.width();
        int to = from + data.width();
        long digest = data.labels().length > 0 ? data.labels()[row] : 0;
        for (int i = row * data.targetWidth(); i < (row + 1) * data.targetWidth(); i++) {
            digest = data.targetWidth() == 1
                    ? Float.floatToIntBits(data.targets()[i])
                    : mix(digest, Float.floatToIntBits(data.targets()[i]));
        }
        if (data.weights().length > 0) {
            digest = mix(digest, Float.floatToIntBits(data.weights()[row]));
        }
        if (data.featureArray() instanceof float[] floats) {
            for (int i = from; i < to; i++) {
                digest = mix(digest, Float.floatToIntBits(floats[i]));
            }
        } else {
            byte[] bytes = (byte[]) data.featureArray();
            for (int i = from; i < to; i++) {
                digest = mix(digest, bytes[i]);
            }
        }
        return digest;
    }

    /** One step of a multiplicative digest; the constant is 2⁶⁴ divided by the golden ratio, the shift mixes downwards. */
    private static long mix(long digest, int value) {
        long mixed = (digest ^ value) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 32);
    }

    /** An order and what it is a function of, kept because every round of the epoch asks for it. */
    private static final class EpochOrder {
        private final long seed;
        private final int epoch;
        private final int partition;
        private final int[] order;

        EpochOrder(long seed, int epoch, int partition, int[] order) {
            this.seed = seed;
            this.epoch = epoch;
            this.partition = partition;
            this.order = order;
        }

        boolean isOf(long otherSeed, int otherEpoch, int otherPartition) {
            return seed == otherSeed && epoch == otherEpoch && partition == otherPartition;
        }
    }
}
