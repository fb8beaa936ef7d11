package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention within a sequence, attention to another, and a feed-forward network, as
 * {@code torch.nn.TransformerDecoderLayer}.
 */
public final class TransformerDecoderLayer extends Module {
    private final int dModel;
    private final int nhead;
    private final TransformerOptions options;
    private final MultiheadAttention selfAttn;
    private final MultiheadAttention multiheadAttn;
    private final Linear linear1;
    private final Dropout dropout;
    private final Linear linear2;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final LayerNorm norm3;
    private final Dropout dropout1;
    private final Dropout dropout2;
    private final Dropout dropout3;

    public TransformerDecoderLayer(int dModel, int nhead) {
        this(dModel, nhead, TransformerOptions.defaults());
    }

    public TransformerDecoderLayer(int dModel, int nhead, TransformerOptions options) {
        this.dModel = dModel;
        this.nhead = nhead;
        this.options = options.copy();
        selfAttn = register("self_attn", options.attention(dModel, nhead));
        multiheadAttn = register("multihead_attn", options.attention(dModel, nhead));
        linear1 = register("linear1", new Linear(dModel, options.dimFeedforward, options.bias));
        dropout = register("dropout", new Dropout(options.dropout));
        linear2 = register("linear2", new Linear(options.dimFeedforward, dModel, options.bias));
        norm1 = register("norm1", options.norm(dModel));
        norm2 = register("norm2", options.norm(dModel));
        norm3 = register("norm3", options.norm(dModel));
        dropout1 = register("dropout1", new Dropout(options.dropout));
        dropout2 = register("dropout2", new Dropout(options.dropout));
        dropout3 = register("dropout3", new Dropout(options.dropout));
    }

    public Tensor forward(Tensor tgt, Tensor memory) {
        return forward(tgt, memory, null, null, null, null);
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor tgt, Tensor memory) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]))), tgt, memory));
    }

    /** Masks as {@link MultiheadAttention} takes them: of the target, of the memory, and of padded positions in each. */
    public Tensor forward(
            Tensor tgt,
            Tensor memory,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask) {
        if (options.normFirst) {
            Tensor x = tgt.add(own(norm1.call(tgt), tgtMask, tgtKeyPaddingMask));
            x = x.add(other(norm2.call(x), memory, memoryMask, memoryKeyPaddingMask));
            return x.add(feedForward(norm3.call(x)));
        }
        Tensor x = norm1.call(tgt.add(own(tgt, tgtMask, tgtKeyPaddingMask)));
        x = norm2.call(x.add(other(x, memory, memoryMask, memoryKeyPaddingMask)));
        return norm3.call(x.add(feedForward(x)));
    }

    /** {@link #forward(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(
            Tensor tgt,
            Tensor memory,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask) {
        return single(callAll(
                in -> each(forward(given(in[0]), given(in[1]), in[2], in[3], in[4], in[5])),
                tgt,
                memory,
                tgtMask,
                memoryMask,
                tgtKeyPaddingMask,
                memoryKeyPaddingMask));
    }

    private Tensor own(Tensor x, @Nullable Tensor mask, @Nullable Tensor padding) {
        return dropout1.call(
                selfAttn.call(x, x, x, padding, false, mask, true, false).output());
    }

    private Tensor other(Tensor x, Tensor memory, @Nullable Tensor mask, @Nullable Tensor padding) {
        return dropout2.call(multiheadAttn
                .call(x, memory, memory, padding, false, mask, true, false)
                .output());
    }

    private Tensor feedForward(Tensor x) {
        Tensor hidden = options.activation.apply(linear1.call(x));
        return dropout3.call(linear2.call(dropout.call(hidden)));
    }

    /** Another of the same settings and weights. */
    TransformerDecoderLayer copy() {
        TransformerDecoderLayer copy = new TransformerDecoderLayer(dModel, nhead, options);
        copy.loadStateDict(stateDict());
        return copy;
    }
}
