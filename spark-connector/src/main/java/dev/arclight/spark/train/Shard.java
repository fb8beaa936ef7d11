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
    private static final long serialVersionUID = 1L;

    private final PartitionData data;
    private final int[] canonical;
    private transient volatile @Nullable EpochOrder latest;

    private Shard(PartitionData data, int[] canonical) {
        this.data = data;
        this.canonical = canonical;
    }

    static Shard of(PartitionData data) {
        return new Shard(data, canonicalOrder(data));
    }

    PartitionData data() {
        return data;
    }

    int rows() {
        return data.rows();
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
    private static int[] canonicalOrder(PartitionData data) {
        int rows = data.rows();
        long[] digests = new long[rows];
        for (int row = 0; row < rows; row++) {
            digests[row] = digest(data, row);
        }
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
        long digest = data.labels()[row];
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
