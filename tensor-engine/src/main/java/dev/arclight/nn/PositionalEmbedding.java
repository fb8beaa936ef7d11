package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Map;

/** Adds a learnt vector for each position to {@code [..., length, embeddingDim]}, as BERT and GPT-2 do. */
public final class PositionalEmbedding extends Module implements Describable {
    private final int numEmbeddings;
    private final int embeddingDim;
    private final Tensor weight;

    /** @param numEmbeddings the longest sequence */
    public PositionalEmbedding(int numEmbeddings, int embeddingDim) {
        this.numEmbeddings = numEmbeddings;
        this.embeddingDim = embeddingDim;
        this.weight = registerParameter("weight", Init.standardNormal(numEmbeddings, embeddingDim));
    }

    /** {@code [numEmbeddings, embeddingDim]}. */
    public Tensor weight() {
        return weight;
    }

    /** @throws ShapeException if the sequence is longer than there are positions, or has other features */
    @Override
    public Tensor forward(Tensor input) {
        if (input.rank() < 2 || input.size(-1) != embeddingDim || input.size(-2) > numEmbeddings) {
            throw new ShapeException("PositionalEmbedding: got " + input.shape() + "; expected [..., length, "
                    + embeddingDim + "] with a length of at most " + numEmbeddings + ": cut longer sequences off");
        }
        return input.add(weight.narrow(0, 0, input.size(-2)));
    }

    @Override
    public String type() {
        return "PositionalEmbedding";
    }

    @Override
    public Map<String, Object> config() {
        return Map.of("numEmbeddings", numEmbeddings, "embeddingDim", embeddingDim);
    }

    @Override
    protected String extraRepr() {
        return numEmbeddings + ", " + embeddingDim;
    }
}
