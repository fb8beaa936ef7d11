package dev.arclight.beam.train;

import dev.arclight.distributed.localsgd.Draws;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.util.Map;

/** A shard's rows in memory, those to learn from first, each kind in the order of its digests. Safe for all threads. */
final class ShardRows {
    private static final float[] NO_WEIGHTS = {};

    private final Tensor features;
    private final Tensor label;
    private final float[] weights;
    private final int learnt;

    /** @param learnt how many of the rows are to learn from */
    ShardRows(Tensor features, Tensor label, float[] weights, int learnt) {
        this.features = features;
        this.label = label;
        this.weights = weights;
        this.learnt = learnt;
    }

    static ShardRows of(Map<String, Tensor> tensors, int learnt) {
        Tensor weight = tensors.get(ShardFiles.WEIGHT);
        return new ShardRows(
                java.util.Objects.requireNonNull(tensors.get(ShardFiles.FEATURES)),
                java.util.Objects.requireNonNull(tensors.get(ShardFiles.LABEL)),
                weight == null ? NO_WEIGHTS : weight.toFloatArray(),
                learnt);
    }

    /** How many rows there are to learn from; those behind are held out. */
    int learnt() {
        return learnt;
    }

    int rows() {
        return features.size(0);
    }

    /** The row numbers in the order in which an epoch visits them. */
    int[] order(boolean shuffles, long seed, int epoch, int shard) {
        if (!shuffles) {
            return range(0, learnt);
        }
        return Draws.order(seed, epoch, shard, learnt);
    }

    /** The numbers of the rows that are held out. */
    int[] held() {
        return range(learnt, rows());
    }

    private static int[] range(int from, int to) {
        int[] range = new int[to - from];
        for (int i = 0; i < range.length; i++) {
            range[i] = from + i;
        }
        return range;
    }

    /** The features of rows {@code order[from]} to {@code order[to - 1]}. */
    Tensor features(int[] order, int from, int to) {
        return gather(features, order, from, to);
    }

    Tensor label(int[] order, int from, int to) {
        return gather(label, order, from, to);
    }

    /** Empty if all rows count alike. */
    float[] weights(int[] order, int from, int to) {
        if (weights.length == 0) {
            return NO_WEIGHTS;
        }
        float[] chosen = new float[to - from];
        for (int i = from; i < to; i++) {
            chosen[i - from] = weights[order[i]];
        }
        return chosen;
    }

    private static Tensor gather(Tensor from, int[] order, int first, int end) {
        int[] extents = from.shape().toArray();
        int width = extents[0] == 0 ? 0 : from.numel() / extents[0];
        extents[0] = end - first;
        Tensor rows = Tensor.uninitialized(from.dtype(), Shape.of(extents));
        Object source = from.storage().array();
        Object target = rows.storage().array();
        for (int i = first; i < end; i++) {
            System.arraycopy(source, from.offset() + order[i] * width, target, (i - first) * width, width);
        }
        return rows;
    }
}
