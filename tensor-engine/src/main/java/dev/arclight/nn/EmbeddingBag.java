package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Sums, means or largest of the vectors of bags of numbers, as {@code torch.nn.EmbeddingBag}: {@code → [bags, embeddingDim]}. */
public final class EmbeddingBag extends Module {
    private final int numEmbeddings;
    private final int embeddingDim;
    private final EmbeddingBagMode mode;
    private final boolean includeLastOffset;
    private final @Nullable Integer paddingIdx;
    private final Tensor weight;

    /** Means of bags. */
    public EmbeddingBag(int numEmbeddings, int embeddingDim) {
        this(numEmbeddings, embeddingDim, EmbeddingBagMode.MEAN, false, null);
    }

    /**
     * @param includeLastOffset whether offsets end with the number of all entries
     * @param paddingIdx a number that counts for nothing; negative counts from the end; or null
     */
    public EmbeddingBag(
            int numEmbeddings,
            int embeddingDim,
            EmbeddingBagMode mode,
            boolean includeLastOffset,
            @Nullable Integer paddingIdx) {
        this.numEmbeddings = numEmbeddings;
        this.embeddingDim = embeddingDim;
        this.mode = mode;
        this.includeLastOffset = includeLastOffset;
        this.paddingIdx = Embedding.padding("EmbeddingBag", paddingIdx, numEmbeddings);
        this.weight = registerParameter("weight", Embedding.firstWeight(numEmbeddings, embeddingDim, this.paddingIdx));
    }

    /** {@code [numEmbeddings, embeddingDim]}. */
    public Tensor weight() {
        return weight;
    }

    /** Bags of one length: {@code [bags, length]}. */
    @Override
    public Tensor forward(Tensor input) {
        return forward(input, null, null);
    }

    /**
     * Bags of any length.
     *
     * @param input all numbers one after the other, or {@code [bags, length]} without offsets
     * @param offsets where each bag begins, or null
     * @param perSampleWeights a factor for each number, only for sums, or null
     */
    public Tensor forward(Tensor input, @Nullable Tensor offsets, @Nullable Tensor perSampleWeights) {
        return Functional.embeddingBag(
                input, weight, offsets, null, 2, false, mode, perSampleWeights, includeLastOffset, paddingIdx);
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor input, @Nullable Tensor offsets, @Nullable Tensor perSampleWeights) {
        return single(callAll(in -> each(forward(given(in[0]), in[1], in[2])), input, offsets, perSampleWeights));
    }

    @Override
    protected String extraRepr() {
        return numEmbeddings + ", " + embeddingDim + ", mode='"
                + mode.name().toLowerCase(java.util.Locale.ROOT) + "'"
                + (paddingIdx == null ? "" : ", padding_idx=" + paddingIdx);
    }
}
