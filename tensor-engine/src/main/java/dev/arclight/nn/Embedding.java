package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A learnt vector for each number, as {@code torch.nn.Embedding}: int {@code [..] → [.., embeddingDim]}. */
public final class Embedding extends Module implements Describable, Quantizable {
    private final int numEmbeddings;
    private final int embeddingDim;
    private final @Nullable Integer paddingIdx;
    private final @Nullable Double maxNorm;
    private final double normType;
    private final boolean scaleGradByFreq;
    private Tensor weight;

    /** Of the weight's rows, if it is int8. */
    private @Nullable Tensor scale;

    public Embedding(int numEmbeddings, int embeddingDim) {
        this(numEmbeddings, embeddingDim, null);
    }

    /** @param paddingIdx the number whose vector is zero and does not learn; negative counts from the end; or null */
    public Embedding(int numEmbeddings, int embeddingDim, @Nullable Integer paddingIdx) {
        this(numEmbeddings, embeddingDim, paddingIdx, null, 2, false);
    }

    /**
     * @param maxNorm what the length of a vector that is looked up is cut to, in training in place; or null
     * @param normType p of that length
     * @param scaleGradByFreq whether gradients are divided by how often a number occurs in the batch
     */
    public Embedding(
            int numEmbeddings,
            int embeddingDim,
            @Nullable Integer paddingIdx,
            @Nullable Double maxNorm,
            double normType,
            boolean scaleGradByFreq) {
        this.numEmbeddings = numEmbeddings;
        this.embeddingDim = embeddingDim;
        this.paddingIdx = padding("Embedding", paddingIdx, numEmbeddings);
        this.maxNorm = maxNorm;
        this.normType = normType;
        this.scaleGradByFreq = scaleGradByFreq;
        this.weight = registerParameter("weight", firstWeight(numEmbeddings, embeddingDim, this.paddingIdx));
    }

    /** An embedding of these vectors, which do not learn if {@code freeze}. */
    public static Embedding fromPretrained(Tensor vectors, boolean freeze) {
        if (vectors.rank() != 2) {
            throw new ShapeException(
                    "Embedding: vectors " + vectors.shape() + " must be a matrix, a row for each number");
        }
        Embedding embedding;
        try (Init.Scope scope = Init.zeros()) {
            embedding = new Embedding(vectors.size(0), vectors.size(1));
        }
        embedding.loadStateDict(Map.of("weight", vectors.detach()));
        embedding.weight.requiresGrad(!freeze);
        return embedding;
    }

    static @Nullable Integer padding(String name, @Nullable Integer index, int count) {
        if (index == null) {
            return null;
        }
        if (index < -count || index >= count) {
            throw new ShapeException(name + ": paddingIdx " + index + " is not one of " + count + " embeddings");
        }
        return index < 0 ? index + count : index;
    }

    /** Standard normal, the padding's row zero. */
    static Tensor firstWeight(int count, int dim, @Nullable Integer padding) {
        Tensor weight = Init.standardNormal(count, dim);
        if (padding != null) {
            weight.select(0, padding).zero_();
        }
        return weight;
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
        if (maxNorm != null) {
            throw new ArclightException(
                    "Embedding: one that cuts vectors to a largest norm has no int8 weights; keep it in float");
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

    /**
     * In training {@code maxNorm} changes the weight; in evaluation only what is looked up, since several threads may do so at
     * once.
     *
     * @throws ShapeException if a number is not one of the embeddings
     */
    @Override
    public Tensor forward(Tensor input) {
        if (scale != null) {
            return Int8Functions.embedding(weight, scale, input);
        }
        if (maxNorm != null && !isTraining()) {
            return EmbeddingFunctions.embeddingWithin(input, weight, paddingIdx, maxNorm, normType, scaleGradByFreq);
        }
        return Functional.embedding(input, weight, paddingIdx, maxNorm, normType, scaleGradByFreq);
    }

    @Override
    public String type() {
        return isInt8() ? "QuantizedEmbedding" : "Embedding";
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("numEmbeddings", numEmbeddings);
        config.put("embeddingDim", embeddingDim);
        if (paddingIdx != null) {
            config.put("paddingIdx", paddingIdx);
        }
        if (maxNorm != null) {
            config.put("maxNorm", maxNorm);
            config.put("normType", normType);
        }
        if (scaleGradByFreq && !isInt8()) {
            config.put("scaleGradByFreq", true);
        }
        return config;
    }

    @Override
    protected String printedName() {
        return isInt8() ? "QuantizedEmbedding" : super.printedName();
    }

    @Override
    protected String extraRepr() {
        return numEmbeddings + ", " + embeddingDim + (paddingIdx == null ? "" : ", padding_idx=" + paddingIdx)
                + (maxNorm == null ? "" : ", max_norm=" + maxNorm)
                + (scaleGradByFreq ? ", scale_grad_by_freq=True" : "")
                + (isInt8() ? ", dtype=int8" : "");
    }
}
