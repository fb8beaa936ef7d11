package dev.arclight.nn;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attention of several heads, as {@code torch.nn.MultiheadAttention} (Vaswani et al. 2017): sequences are
 * {@code [length, batch, embedDim]}, or {@code [batch, length, embedDim]} with {@code batchFirst}.
 *
 * <p>A boolean mask says which keys are hidden, true meaning hidden; a floating one is added to the scores.
 */
public final class MultiheadAttention extends Module implements Quantizable {
    private final int embedDim;
    private final int numHeads;
    private final double dropout;
    private final boolean batchFirst;
    private final boolean addZeroAttn;
    private @Nullable Tensor inProjWeight;
    private @Nullable Tensor qProjWeight;
    private @Nullable Tensor kProjWeight;
    private @Nullable Tensor vProjWeight;
    private @Nullable Tensor inProjBias;
    private @Nullable Tensor biasK;
    private @Nullable Tensor biasV;
    private @Nullable Tensor inProjScale;
    private @Nullable Tensor qProjScale;
    private @Nullable Tensor kProjScale;
    private @Nullable Tensor vProjScale;
    private final Linear outProj;

    /**
     * What attention found.
     *
     * @param output of the query's shape
     * @param weights {@code [batch, queries, keys]}, with {@code averageAttnWeights} false
     *     {@code [batch, heads, queries, keys]}; null if they were not asked for
     */
    public record Output(Tensor output, @Nullable Tensor weights) {
        @Nullable
        Tensor[] tensors() {
            return new @Nullable Tensor[] {output, weights};
        }
    }

    /** The settings that have defaults. */
    public static final class Options {
        private double dropout;
        private boolean bias = true;
        private boolean addBiasKv;
        private boolean addZeroAttn;
        private int kdim;
        private int vdim;
        private boolean batchFirst;

        private Options() {}

        /** The probability with which attention weights are dropped in training. */
        public Options dropout(double value) {
            dropout = value;
            return this;
        }

        public Options bias(boolean value) {
            bias = value;
            return this;
        }

        /** Whether a learnt key and value stand at the end of each sequence. */
        public Options addBiasKv(boolean value) {
            addBiasKv = value;
            return this;
        }

        /** Whether a key and value of zeros stand at the end of each sequence. */
        public Options addZeroAttn(boolean value) {
            addZeroAttn = value;
            return this;
        }

        /** Features of the keys, if not embedDim. */
        public Options kdim(int value) {
            kdim = value;
            return this;
        }

        /** Features of the values, if not embedDim. */
        public Options vdim(int value) {
            vdim = value;
            return this;
        }

        public Options batchFirst(boolean value) {
            batchFirst = value;
            return this;
        }
    }

    public static Options options() {
        return new Options();
    }

    public MultiheadAttention(int embedDim, int numHeads) {
        this(embedDim, numHeads, options());
    }

    /** @throws ShapeException if the heads do not divide the features */
    public MultiheadAttention(int embedDim, int numHeads, Options options) {
        if (embedDim < 1 || numHeads < 1 || embedDim % numHeads != 0) {
            throw new ShapeException(
                    "MultiheadAttention: " + numHeads + " heads must divide " + embedDim + " features");
        }
        this.embedDim = embedDim;
        this.numHeads = numHeads;
        this.dropout = Dropout.requireProbability("MultiheadAttention", options.dropout);
        this.batchFirst = options.batchFirst;
        this.addZeroAttn = options.addZeroAttn;
        int kdim = options.kdim == 0 ? embedDim : options.kdim;
        int vdim = options.vdim == 0 ? embedDim : options.vdim;
        boolean same = kdim == embedDim && vdim == embedDim;
        inProjWeight = same ? registerParameter("in_proj_weight", xavier(3 * embedDim, embedDim)) : null;
        qProjWeight = same ? null : registerParameter("q_proj_weight", xavier(embedDim, embedDim));
        kProjWeight = same ? null : registerParameter("k_proj_weight", xavier(embedDim, kdim));
        vProjWeight = same ? null : registerParameter("v_proj_weight", xavier(embedDim, vdim));
        inProjBias = options.bias ? registerParameter("in_proj_bias", Tensor.zeros(3 * embedDim)) : null;
        outProj = register("out_proj", new Linear(embedDim, embedDim, options.bias));
        Tensor outBias = outProj.bias();
        if (outBias != null) {
            Init.zeros_(outBias);
        }
        biasK = options.addBiasKv ? registerParameter("bias_k", xavierNormal(embedDim)) : null;
        biasV = options.addBiasKv ? registerParameter("bias_v", xavierNormal(embedDim)) : null;
    }

    /** Rounds the weights of all projections, that of the output included. */
    @Override
    public Runnable rounded() {
        Runnable output = outProj.rounded();
        if (isInt8()) {
            return output;
        }
        Map<String, Tensor> state = inInt8(name -> name.endsWith("weight"));
        return () -> {
            output.run();
            becomeBuffers(state);
            inProjWeight = state.get("in_proj_weight");
            qProjWeight = state.get("q_proj_weight");
            kProjWeight = state.get("k_proj_weight");
            vProjWeight = state.get("v_proj_weight");
            inProjScale = state.get("in_proj_scale");
            qProjScale = state.get("q_proj_scale");
            kProjScale = state.get("k_proj_scale");
            vProjScale = state.get("v_proj_scale");
            inProjBias = state.get("in_proj_bias");
            biasK = state.get("bias_k");
            biasV = state.get("bias_v");
        };
    }

    @Override
    public boolean isInt8() {
        return inProjScale != null || qProjScale != null;
    }

    @Override
    protected String printedName() {
        return isInt8() ? "DynamicQuantizedMultiheadAttention" : super.printedName();
    }

    private static Tensor xavier(int rows, int columns) {
        return Init.xavierUniform_(Tensor.zeros(rows, columns));
    }

    private static Tensor xavierNormal(int features) {
        return Init.xavierNormal_(Tensor.zeros(1, 1, features));
    }

    /** Self-attention without masks or weights. */
    @Override
    public Tensor forward(Tensor input) {
        return forward(input, input, input, null, false, null, true, false).output();
    }

    /** {@link #forward(Tensor, Tensor, Tensor, Tensor, boolean, Tensor, boolean, boolean)} with averaged weights. */
    public Output forward(Tensor query, Tensor key, Tensor value) {
        return forward(query, key, value, null, true, null, true, false);
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public Output call(Tensor query, Tensor key, Tensor value) {
        @Nullable
        Tensor[] out =
                callAll(in -> forward(given(in[0]), given(in[1]), given(in[2])).tensors(), query, key, value);
        return new Output(given(out[0]), out[1]);
    }

    /**
     * Attends from each query to all keys.
     *
     * @param keyPaddingMask {@code [batch, keys]}, or null
     * @param needWeights whether the weights are returned; without them no matrix of all scores is made
     * @param attnMask {@code [queries, keys]} or {@code [batch·heads, queries, keys]}, or null
     * @param averageAttnWeights whether the weights returned are means over the heads
     * @param isCausal whether {@code attnMask}, which must be given, hides later keys; a hint
     */
    public Output forward(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor keyPaddingMask,
            boolean needWeights,
            @Nullable Tensor attnMask,
            boolean averageAttnWeights,
            boolean isCausal) {
        boolean single = query.rank() == 2;
        requireInputs(query, key, value, isCausal && attnMask == null);
        Tensor q = batchFirst(query, single);
        Tensor k = key == query ? q : batchFirst(key, single);
        Tensor v = value == key ? k : batchFirst(value, single);
        Tensor padding = keyPaddingMask != null && single ? keyPaddingMask.unsqueeze(0) : keyPaddingMask;
        Output found = attend(q, k, v, padding, needWeights, attnMask, averageAttnWeights);
        Tensor output = single ? found.output.squeeze(0) : batchFirst ? found.output : found.output.transpose(0, 1);
        Tensor weights = found.weights == null || !single ? found.weights : found.weights.squeeze(0);
        return new Output(output, weights);
    }

    /** {@link #forward(Tensor, Tensor, Tensor, Tensor, boolean, Tensor, boolean, boolean)} with hooks. */
    public Output call(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor keyPaddingMask,
            boolean needWeights,
            @Nullable Tensor attnMask,
            boolean averageAttnWeights,
            boolean isCausal) {
        @Nullable
        Tensor[] out = callAll(
                in -> forward(
                                given(in[0]),
                                given(in[1]),
                                given(in[2]),
                                in[3],
                                needWeights,
                                in[4],
                                averageAttnWeights,
                                isCausal)
                        .tensors(),
                query,
                key,
                value,
                keyPaddingMask,
                attnMask);
        return new Output(given(out[0]), out[1]);
    }

    private void requireInputs(Tensor query, Tensor key, Tensor value, boolean lacksMask) {
        if (query.rank() != 2 && query.rank() != 3 || key.rank() != query.rank() || value.rank() != query.rank()) {
            throw new ShapeException("MultiheadAttention: query " + query.shape() + ", key " + key.shape()
                    + " and value " + value.shape() + " must all have three dimensions, or two without a batch");
        }
        if (query.size(-1) != embedDim) {
            throw new ShapeException("MultiheadAttention: query " + query.shape() + " has " + query.size(-1)
                    + " features, expected " + embedDim);
        }
        if (lacksMask) {
            throw new dev.arclight.tensor.ArclightException(
                    "MultiheadAttention: isCausal is a hint about attnMask; give the mask too");
        }
    }

    private Tensor batchFirst(Tensor x, boolean single) {
        return single ? x.unsqueeze(0) : batchFirst ? x : x.transpose(0, 1);
    }

    private Output attend(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor padding,
            boolean needWeights,
            @Nullable Tensor attnMask,
            boolean average) {
        int batch = query.size(0);
        int queries = query.size(1);
        Tensor[] projected = projections(query, key, value);
        Tensor k = projected[1];
        Tensor v = projected[2];
        int appended = 0;
        if (biasK != null && biasV != null) {
            k = Tensor.cat(List.of(k, biasK.expand(batch, 1, embedDim)), 1);
            v = Tensor.cat(List.of(v, biasV.expand(batch, 1, embedDim)), 1);
            appended++;
        }
        if (addZeroAttn) {
            Tensor zeros = Tensor.zeros(k.dtype(), batch, 1, embedDim);
            k = Tensor.cat(List.of(k, zeros), 1);
            v = Tensor.cat(List.of(v, zeros), 1);
            appended++;
        }
        Tensor heads = split(projected[0]);
        Tensor mask = mask(padding, attnMask, batch, queries, key.size(1), appended, query.dtype());
        double dropped = isTraining() ? dropout : 0;
        if (!needWeights) {
            Tensor joined =
                    Functional.scaledDotProductAttention(heads, split(k), split(v), mask, dropped, false, null, false);
            return new Output(merge(joined, batch, queries), null);
        }
        double scale = 1 / Math.sqrt((double) headSize());
        Tensor scores = heads.mul(scale).matmul(split(k).transpose(-2, -1));
        Tensor weights = (mask == null ? scores : scores.add(mask)).softmax(-1);
        weights = Functional.dropout(weights, dropped, true);
        Tensor output = merge(weights.matmul(split(v)), batch, queries);
        return new Output(output, average ? weights.mean(1) : weights);
    }

    /** Query, key and value after their linear layers. */
    private Tensor[] projections(Tensor query, Tensor key, Tensor value) {
        Tensor[] inputs = {query, key, value};
        @Nullable Tensor[] own = {qProjWeight, kProjWeight, vProjWeight};
        @Nullable Tensor[] scales = {qProjScale, kProjScale, vProjScale};
        Tensor[] results = new Tensor[3];
        if (inProjWeight != null && query == key && key == value) {
            Tensor all = Int8Functions.linear(query, inProjWeight, inProjScale, inProjBias);
            for (int i = 0; i < 3; i++) {
                results[i] = all.narrow(2, i * embedDim, embedDim);
            }
            return results;
        }
        for (int i = 0; i < 3; i++) {
            Tensor weight = inProjWeight != null ? inProjWeight.narrow(0, i * embedDim, embedDim) : own[i];
            Tensor bias = inProjBias != null ? inProjBias.narrow(0, i * embedDim, embedDim) : null;
            Tensor scale = inProjScale != null ? inProjScale.narrow(0, i * embedDim, embedDim) : scales[i];
            results[i] = Int8Functions.linear(inputs[i], java.util.Objects.requireNonNull(weight), scale, bias);
        }
        return results;
    }

    private int headSize() {
        return embedDim / numHeads;
    }

    /** {@code [batch, length, embedDim] → [batch, heads, length, embedDim / heads]}. */
    private Tensor split(Tensor x) {
        return x.reshape(x.size(0), x.size(1), numHeads, embedDim / numHeads).transpose(1, 2);
    }

    private Tensor merge(Tensor heads, int batch, int queries) {
        return outProj.call(heads.transpose(1, 2).reshape(batch, queries, embedDim));
    }

    /** Both masks as numbers to add, broadcasting to {@code [batch, heads, queries, keys]}; what is appended is seen. */
    private @Nullable Tensor mask(
            @Nullable Tensor padding,
            @Nullable Tensor attnMask,
            int batch,
            int queries,
            int keys,
            int appended,
            DType dtype) {
        Tensor mask = null;
        if (attnMask != null) {
            Tensor added = additive(attnMask, dtype);
            if (attnMask.rank() == 3 && attnMask.size(0) == batch * numHeads) {
                added = added.reshape(batch, numHeads, queries, keys);
            } else if (attnMask.rank() != 2) {
                throw new ShapeException("MultiheadAttention: attnMask " + attnMask.shape() + " must be [" + queries
                        + ", " + keys + "] or [" + batch * numHeads + ", " + queries + ", " + keys + "]");
            }
            if (added.size(-1) != keys || added.size(-2) != queries) {
                throw new ShapeException("MultiheadAttention: attnMask " + attnMask.shape() + " does not fit " + queries
                        + " queries and " + keys + " keys");
            }
            mask = added;
        }
        if (padding != null) {
            if (padding.rank() != 2 || padding.size(0) != batch || padding.size(1) != keys) {
                throw new ShapeException("MultiheadAttention: keyPaddingMask " + padding.shape() + " must be [" + batch
                        + ", " + keys + "]");
            }
            Tensor added = additive(padding, dtype).view(batch, 1, 1, keys);
            mask = mask == null ? added : mask.add(added);
        }
        if (mask != null && appended > 0) {
            Tensor seen = Tensor.zeros(dtype, mask.shape().with(-1, appended).toArray());
            mask = Tensor.cat(List.of(mask, seen), -1);
        }
        return mask;
    }

    private static Tensor additive(Tensor mask, DType dtype) {
        if (mask.dtype() == DType.BOOL) {
            return Tensor.where(mask, Tensor.number(Double.NEGATIVE_INFINITY), Tensor.number(0.0))
                    .to(dtype);
        }
        return mask.to(dtype);
    }
}
