package dev.arclight.nn;

import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Encoder layers one after the other, as {@code torch.nn.TransformerEncoder}. */
public final class TransformerEncoder extends Module {
    private final ModuleList<TransformerEncoderLayer> layers;
    private final @Nullable Module norm;

    /** @param encoderLayer what the layers are copies of, weights included */
    public TransformerEncoder(TransformerEncoderLayer encoderLayer, int numLayers) {
        this(encoderLayer, numLayers, null);
    }

    /** @param norm applied to the last layer's output, or null */
    public TransformerEncoder(TransformerEncoderLayer encoderLayer, int numLayers, @Nullable Module norm) {
        layers = register("layers", new ModuleList<TransformerEncoderLayer>());
        for (int i = 0; i < numLayers; i++) {
            layers.append(encoderLayer.copy());
        }
        this.norm = norm == null ? null : register("norm", norm);
    }

    @Override
    public Tensor forward(Tensor src) {
        return forward(src, null, null);
    }

    /** Masks as {@link MultiheadAttention} takes them, for scores and for padded positions. */
    public Tensor forward(Tensor src, @Nullable Tensor mask, @Nullable Tensor srcKeyPaddingMask) {
        Tensor x = src;
        for (TransformerEncoderLayer layer : layers) {
            x = layer.call(x, mask, srcKeyPaddingMask);
        }
        return norm == null ? x : norm.call(x);
    }

    /** {@link #forward(Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor src, @Nullable Tensor mask, @Nullable Tensor srcKeyPaddingMask) {
        return single(callAll(in -> each(forward(given(in[0]), in[1], in[2])), src, mask, srcKeyPaddingMask));
    }
}
