package dev.arclight.nn;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Attention within a sequence and a feed-forward network, as {@code torch.nn.TransformerEncoderLayer}. */
public final class TransformerEncoderLayer extends Module implements Describable {
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

    /** The names of the parts with int8 weights, in order. */
    private List<String> int8() {
        List<String> names = new ArrayList<>();
        namedModules().forEach((name, part) -> {
            if (part instanceof Quantizable layer && layer.isInt8()) {
                names.add(name);
            }
        });
        names.sort(null);
        return names;
    }

    /**
     * Makes parts int8, as a description lists them; a list of none changes nothing.
     *
     * @throws ArclightException if a part has no int8 weights, or brings others along that are not in the list
     */
    public TransformerEncoderLayer withInt8(List<String> parts) {
        for (String name : parts) {
            if (!(getSubmodule(name) instanceof Quantizable layer)) {
                throw new ArclightException(
                        "TransformerEncoderLayer: '" + name
                                + "' has no int8 weights; those with them are self_attn, self_attn.out_proj, linear1 and linear2");
            }
            layer.toInt8();
        }
        if (!int8().equals(parts.stream().sorted().toList())) {
            throw new ArclightException(
                    "TransformerEncoderLayer: the parts " + parts + " cannot be int8 alone; expected " + int8());
        }
        return this;
    }

    @Override
    public String type() {
        return "TransformerEncoderLayer";
    }

    @Override
    public Map<String, Object> config() {
        Map<String, Object> config = new TreeMap<>();
        config.put("dModel", dModel);
        config.put("nhead", nhead);
        config.put("dimFeedforward", options.dimFeedforward);
        config.put("dropout", options.dropout);
        config.put("activation", options.activationName);
        config.put("layerNormEps", options.layerNormEps);
        config.put("batchFirst", options.batchFirst);
        config.put("normFirst", options.normFirst);
        config.put("bias", options.bias);
        List<String> int8 = int8();
        if (!int8.isEmpty()) {
            config.put("int8", int8);
        }
        return config;
    }

    /** Another of the same settings and weights. */
    TransformerEncoderLayer copy() {
        TransformerEncoderLayer copy = new TransformerEncoderLayer(dModel, nhead, options).withInt8(int8());
        copy.loadStateDict(stateDict());
        return copy;
    }
}
