package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Sequences of several lengths without padding, longest first: the rows of all first steps, then those of all second
 * steps, and so on. Made by {@link RnnUtils}; as {@code torch.nn.utils.rnn.PackedSequence}.
 */
public final class PackedSequence {
    private final Tensor data;
    private final int[] batchSizes;
    private final @Nullable Tensor sortedIndices;
    private final @Nullable Tensor unsortedIndices;

    PackedSequence(Tensor data, int[] batchSizes, @Nullable Tensor sortedIndices, @Nullable Tensor unsortedIndices) {
        this.data = data;
        this.batchSizes = batchSizes;
        this.sortedIndices = sortedIndices;
        this.unsortedIndices = unsortedIndices;
    }

    /** {@code [Σ batchSizes, features…]}. */
    public Tensor data() {
        return data;
    }

    /** How many sequences have a first step, a second step, …: never more than before. */
    public int[] batchSizes() {
        return batchSizes.clone();
    }

    /** Which sequence stands where, int64; null if they were sorted already. */
    public @Nullable Tensor sortedIndices() {
        return sortedIndices;
    }

    /** Where each sequence stands, int64; null if they were sorted already. */
    public @Nullable Tensor unsortedIndices() {
        return unsortedIndices;
    }

    /** Other rows for the same steps. */
    PackedSequence withData(Tensor rows) {
        return new PackedSequence(rows, batchSizes, sortedIndices, unsortedIndices);
    }

    /** Something of each sequence along a dimension, from the user's order to that of the rows. */
    Tensor sorted(Tensor each, int dim) {
        return sortedIndices == null ? each : each.indexSelect(dim, sortedIndices);
    }

    Tensor unsorted(Tensor each, int dim) {
        return unsortedIndices == null ? each : each.indexSelect(dim, unsortedIndices);
    }
}
