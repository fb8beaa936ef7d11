package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Decoder layers one after the other, as {@code torch.nn.TransformerDecoder}. */
public final class TransformerDecoder extends Module {
    private final ModuleList<TransformerDecoderLayer> layers;
    private final @Nullable Module norm;

    /** @param decoderLayer what the layers are copies of, weights included */
    public TransformerDecoder(TransformerDecoderLayer decoderLayer, int numLayers) {
        this(decoderLayer, numLayers, null);
    }

    /** @param norm applied to the last layer's output, or null */
    public TransformerDecoder(TransformerDecoderLayer decoderLayer, int numLayers, @Nullable Module norm) {
        layers = register("layers", new ModuleList<TransformerDecoderLayer>());
        for (int i = 0; i < numLayers; i++) {
            layers.append(decoderLayer.copy());
        }
        this.norm = norm == null ? null : register("norm", norm);
    }

    public Tensor forward(Tensor tgt, Tensor memory) {
        return forward(tgt, memory, null, null, null, null);
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor tgt, Tensor memory) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]))), tgt, memory));
    }

    /** Masks as {@link TransformerDecoderLayer#forward} takes them. */
    public Tensor forward(
            Tensor tgt,
            Tensor memory,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask) {
        Tensor x = tgt;
        for (TransformerDecoderLayer layer : layers) {
            x = layer.call(x, memory, tgtMask, memoryMask, tgtKeyPaddingMask, memoryKeyPaddingMask);
        }
        return norm == null ? x : norm.call(x);
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
}
