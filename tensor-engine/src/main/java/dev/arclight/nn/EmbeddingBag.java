package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sums, means or largest of the vectors of bags of numbers, as {@code torch.nn.EmbeddingBag}: {@code → [bags, embeddingDim]}. */
public final class EmbeddingBag extends Module implements Describable, Quantizable {
    private final int numEmbeddings;
    private final int embeddingDim;
    private final EmbeddingBagMode mode;
    private final boolean includeLastOffset;
    private final @Nullable Integer paddingIdx;
    private Tensor weight;

    /** Of the weight's rows, if it is int8. */
    private @Nullable Tensor scale;

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

    /** What a step of each row of the weight is worth, {@code [numEmbeddings]}; null unless it is int8. */
    public @Nullable Tensor scale() {
        return scale;
    }

    @Override
    public Runnable rounded() {
        if (isInt8()) {
            return () -> {};
        }
        Map<String, Tensor> state = inInt8("weight"::equals);
        return () -> {
            becomeBuffers(state);
            weight = Objects.requireNonNull(state.get("weight"));
            scale = state.get("scale");
        };
    }

    @Override
    public boolean isInt8() {
        return scale != null;
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
        if (scale != null) {
            return Int8Functions.embeddingBag(
                    weight, scale, input, offsets, mode, perSampleWeights, includeLastOffset, paddingIdx);
        }
        return Functional.embeddingBag(
                input, weight, offsets, null, 2, false, mode, perSampleWeights, includeLastOffset, paddingIdx);
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor input, @Nullable Tensor offsets, @Nullable Tensor perSampleWeights) {
        return single(callAll(in -> each(forward(given(in[0]), in[1], in[2])), input, offsets, perSampleWeights));
    }

    @Override
    public String type() {
        return isInt8() ? "QuantizedEmbeddingBag" : "EmbeddingBag";
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("numEmbeddings", numEmbeddings);
        config.put("embeddingDim", embeddingDim);
        config.put("mode", mode.name().toLowerCase(Locale.ROOT));
        config.put("includeLastOffset", includeLastOffset);
        if (paddingIdx != null) {
            config.put("paddingIdx", paddingIdx);
        }
        return config;
    }

    @Override
    protected String printedName() {
        return isInt8() ? "QuantizedEmbeddingBag" : super.printedName();
    }

    @Override
    protected String extraRepr() {
        return numEmbeddings + ", " + embeddingDim + ", mode='"
                + mode.name().toLowerCase(Locale.ROOT) + "'"
                + (paddingIdx == null ? "" : ", padding_idx=" + paddingIdx)
                + (isInt8() ? ", dtype=int8" : "");
    }
}
