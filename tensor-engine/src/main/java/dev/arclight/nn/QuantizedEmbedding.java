package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@link Embedding} with int8 weights: whole numbers {@code [..] → float32 [.., embeddingDim]}.
 *
 * <p>Each vector has its own scale, symmetric about zero, so zeros, as the padding's, stay zeros. Weights and scales are
 * buffers; there is no gradient.
 */
public final class QuantizedEmbedding extends Module implements Describable {
    private final int numEmbeddings;
    private final int embeddingDim;
    private final @Nullable Integer paddingIdx;
    private final Tensor weight;
    private final Tensor scale;

    /** With all weights zero, to be filled by {@link #loadStateDict}. */
    public QuantizedEmbedding(int numEmbeddings, int embeddingDim, @Nullable Integer paddingIdx) {
        this.numEmbeddings = numEmbeddings;
        this.embeddingDim = embeddingDim;
        this.paddingIdx = Embedding.padding("QuantizedEmbedding", paddingIdx, numEmbeddings);
        this.weight = registerBuffer("weight", Tensor.zeros(DType.INT8, numEmbeddings, embeddingDim));
        this.scale = registerBuffer("scale", Tensor.zeros(DType.FLOAT32, numEmbeddings));
    }

    /**
     * Rounds the vectors of a float layer, which stays as it is.
     *
     * @throws ArclightException if a weight is not finite, or if the layer cuts what is looked up to a norm
     * @throws DTypeException if the layer is not float32
     */
    public static QuantizedEmbedding of(Embedding embedding) {
        Tensor weights = embedding.weight();
        if (weights.dtype() != DType.FLOAT32) {
            throw new DTypeException("QuantizedEmbedding: the weight is " + weights.dtype()
                    + ", expected float32; convert it with to(FLOAT32)");
        }
        if (embedding.config().containsKey("maxNorm")) {
            throw new ArclightException("QuantizedEmbedding: an embedding with a largest norm stays in float");
        }
        QuantizedEmbedding quantized = new QuantizedEmbedding(
                weights.size(0), weights.size(1), (Integer) embedding.config().get("paddingIdx"));
        new QuantizedWeight(quantized.weight, quantized.scale).round("QuantizedEmbedding", weights);
        return quantized;
    }

    /** int8 {@code [numEmbeddings, embeddingDim]}. */
    public Tensor weight() {
        return weight;
    }

    /** What one step of each vector is worth, float32 {@code [numEmbeddings]}. */
    public Tensor scale() {
        return scale;
    }

    /**
     * @throws DTypeException if the input is not int32 or int64
     * @throws ShapeException if a number is not one of the embeddings
     */
    @Override
    public Tensor forward(Tensor input) {
        if (input.dtype() != DType.INT32 && input.dtype() != DType.INT64) {
            throw new DTypeException("QuantizedEmbedding: the input is " + input.dtype() + ", expected int64 or int32");
        }
        long[] numbers = input.to(DType.INT64).contiguous().toLongArray();
        int[] extents = java.util.Arrays.copyOf(input.shape().toArray(), input.rank() + 1);
        extents[input.rank()] = embeddingDim;
        Tensor output = Tensor.uninitialized(DType.FLOAT32, dev.arclight.tensor.Shape.of(extents));
        byte[] codes = weight.storage().bytes();
        float[] steps = scale.storage().floats();
        float[] out = output.storage().floats();
        for (int i = 0; i < numbers.length; i++) {
            long number = numbers[i];
            if (number < 0 || number >= numEmbeddings) {
                throw new ShapeException("QuantizedEmbedding: number " + number + " at place " + i + " is not one of "
                        + numEmbeddings + " embeddings");
            }
            int from = (int) number * embeddingDim;
            int to = i * embeddingDim;
            float step = steps[(int) number];
            for (int j = 0; j < embeddingDim; j++) {
                out[to + j] = codes[from + j] * step;
            }
        }
        return output;
    }

    @Override
    public String type() {
        return "QuantizedEmbedding";
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("numEmbeddings", numEmbeddings);
        config.put("embeddingDim", embeddingDim);
        if (paddingIdx != null) {
            config.put("paddingIdx", paddingIdx);
        }
        return config;
    }

    @Override
    protected String extraRepr() {
        return numEmbeddings + ", " + embeddingDim + (paddingIdx == null ? "" : ", padding_idx=" + paddingIdx)
                + ", dtype=int8";
    }
}
