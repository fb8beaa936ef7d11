package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.Draws;
import dev.arclight.distributed.localsgd.RowDigest;
import dev.arclight.distributed.localsgd.RowSplit;
import dev.arclight.spark.data.PartitionData;
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
        RowSplit split = RowSplit.of(digests, heldShare, seed);
        Arrays.sort(digests);
        long all = digests.length;
        for (long each : digests) {
            all = RowDigest.mix(all, Long.hashCode(each));
        }
        return new Shard(data, split.learnt(), split.heldOut(), all);
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
        int[] order = Draws.order(seed, epoch, partition, canonical.length);
        for (int i = 0; i < order.length; i++) {
            order[i] = canonical[order[i]];
        }
        return order;
    }

    private static long digest(PartitionData data, int row) {
        long digest = data.labels().length > 0 ? data.labels()[row] : 0;
        int targets = data.targetWidth();
        digest = targets == 1
                ? Float.floatToIntBits(data.targets()[row])
                : RowDigest.mix(digest, data.targets(), row * targets, (row + 1) * targets);
        if (data.weights().length > 0) {
            digest = RowDigest.mix(digest, data.weights(), row, row + 1);
        }
        return RowDigest.mix(digest, data.featureArray(), row * data.width(), (row + 1) * data.width());
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
