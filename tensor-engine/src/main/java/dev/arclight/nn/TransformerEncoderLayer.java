package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Attention within a sequence and a feed-forward network, as {@code torch.nn.TransformerEncoderLayer}. */
public final class TransformerEncoderLayer extends Module {
    private final int dModel;
    private final int nhead;
    private final TransformerOptions options;
    private final MultiheadAttention selfAttn;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Dropout dropout1;
    private final Dropout dropout2;

    public TransformerEncoderLayer(int dModel, int nhead) {
        this(dModel, nhead, TransformerOptions.defaults());
    }

    public TransformerEncoderLayer(int dModel, int nhead, TransformerOptions options) {
        this.dModel = dModel;
        this.nhead = nhead;
        this.options = options.copy();
        selfAttn = register("self_attn", options.attention(dModel, nhead));
        linear1 = register("linear1", new Linear(dModel, options.dimFeedforward, options.bias));
        dropout = register("dropout", new Dropout(options.dropout));
        linear2 = register("linear2", new Linear(options.dimFeedforward, dModel, options.bias));
        norm1 = register("norm1", options.norm(dModel));
        norm2 = register("norm2", options.norm(dModel));
        dropout1 = register("dropout1", new Dropout(options.dropout));
        dropout2 = register("dropout2", new Dropout(options.dropout));
    }

    @Override
    public Tensor forward(Tensor src) {
        return forward(src, null, null);
    }

    /** Masks as {@link MultiheadAttention} takes them, for scores and for padded positions. */
    public Tensor forward(Tensor src, @Nullable Tensor srcMask, @Nullable Tensor srcKeyPaddingMask) {
        if (options.normFirst) {
            Tensor x = src.add(attend(norm1.call(src), srcMask, srcKeyPaddingMask));
            return x.add(feedForward(norm2.call(x)));
        }
        Tensor x = norm1.call(src.add(attend(src, srcMask, srcKeyPaddingMask)));
        return norm2.call(x.add(feedForward(x)));
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor src, @Nullable Tensor srcMask, @Nullable Tensor srcKeyPaddingMask) {
        return single(callAll(in -> each(forward(given(in[0]), in[1], in[2])), src, srcMask, srcKeyPaddingMask));
    }

    private Tensor attend(Tensor x, @Nullable Tensor mask, @Nullable Tensor padding) {
        return dropout1.call(
                selfAttn.call(x, x, x, padding, false, mask, true, false).output());
    }

    private Tensor feedForward(Tensor x) {
        Tensor hidden = options.activation.apply(linear1.call(x));
        return dropout2.call(linear2.call(dropout.call(hidden)));
    }

    /** Another of the same settings and weights. */
    TransformerEncoderLayer copy() {
        TransformerEncoderLayer copy = new TransformerEncoderLayer(dModel, nhead, options);
        copy.loadStateDict(stateDict());
        return copy;
    }
}
