package dev.arclight.model.transformer;

import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Attention of several heads side by side, each over its own part of the features. */
public final class MultiHeadAttention extends Module {
    /** What a masked score becomes: its weight is zero unless everything is masked. */
    private static final double MASKED = -1e9;

    private final int dModel;
    private final int numHeads;
    private final int dK;
    private final Linear wq;
    private final Linear wk;
    private final Linear wv;
    private final Linear wo;

    /**
     * What the heads found.
     *
     * @param output {@code [batch, queries, dModel]}
     * @param weights {@code [batch, heads, queries, keys]}
     */
    public record Attended(Tensor output, Tensor weights) {}

    /** @throws IllegalArgumentException if the heads do not divide the features */
    public MultiHeadAttention(int dModel, int numHeads) {
        if (dModel % numHeads != 0) {
            throw new IllegalArgumentException(
                    "MultiHeadAttention: " + numHeads + " heads do not divide " + dModel + " features");
        }
        this.dModel = dModel;
        this.numHeads = numHeads;
        this.dK = dModel / numHeads;
        wq = register("wq", new Linear(dModel, dModel));
        wk = register("wk", new Linear(dModel, dModel));
        wv = register("wv", new Linear(dModel, dModel));
        wo = register("wo", new Linear(dModel, dModel));
    }

    /**
     * Attends from each query to all keys.
     *
     * @param q {@code [batch, queries, dModel]}
     * @param k {@code [batch, keys, dModel]}
     * @param v {@code [batch, keys, dModel]}
     * @param mask broadcasts to {@code [batch, heads, queries, keys]}; false or 0 hides a key from a query; or null
     */
    public Attended forward(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        Tensor queries = split(wq.call(q));
        Tensor keys = split(wk.call(k));
        Tensor values = split(wv.call(v));
        Tensor scores = queries.matmul(keys.transpose(-2, -1)).div(Math.sqrt(dK));
        if (mask != null) {
            scores = scores.maskedFill(mask.eq(0), MASKED);
        }
        Tensor weights = scores.softmax(-1);
        Tensor joined = weights.matmul(values).transpose(1, 2).contiguous().view(q.size(0), -1, dModel);
        return new Attended(wo.call(joined), weights);
    }

    /** {@link #forward(Tensor, Tensor, Tensor, Tensor)} with hooks. */
    public Attended call(Tensor q, Tensor k, Tensor v, @Nullable Tensor mask) {
        @Nullable
        Tensor[] out = callAll(
                in -> {
                    Attended attended = forward(given(in[0]), given(in[1]), given(in[2]), in[3]);
                    return new Tensor[] {attended.output, attended.weights};
                },
                q,
                k,
                v,
                mask);
        return new Attended(given(out[0]), given(out[1]));
    }

    /** {@code [batch, length, dModel] → [batch, heads, length, dK]}. */
    private Tensor split(Tensor x) {
        return x.view(x.size(0), -1, numHeads, dK).transpose(1, 2);
    }
}
