package dev.arclight.nn;

import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** An encoder and a decoder that attends to it, as {@code torch.nn.Transformer} (Vaswani et al. 2017). */
public final class Transformer extends Module {
    private final TransformerEncoder encoder;
    private final TransformerDecoder decoder;
    private final int dModel;

    /** 512 features, 8 heads, 6 layers each way. */
    public Transformer() {
        this(512, 8, 6, 6, TransformerOptions.defaults());
    }

    public Transformer(int dModel, int nhead, int numEncoderLayers, int numDecoderLayers, TransformerOptions options) {
        this.dModel = dModel;
        encoder = register(
                "encoder",
                new TransformerEncoder(
                        new TransformerEncoderLayer(dModel, nhead, options), numEncoderLayers, options.norm(dModel)));
        decoder = register(
                "decoder",
                new TransformerDecoder(
                        new TransformerDecoderLayer(dModel, nhead, options), numDecoderLayers, options.norm(dModel)));
        for (Tensor parameter : parameters()) {
            if (parameter.rank() > 1) {
                Init.xavierUniform_(parameter);
            }
        }
    }

    public Tensor forward(Tensor src, Tensor tgt) {
        return forward(src, tgt, null, null, null, null, null, null);
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor src, Tensor tgt) {
        return single(callAll(in -> each(forward(given(in[0]), given(in[1]))), src, tgt));
    }

    /** Masks as {@link TransformerEncoderLayer#forward} and {@link TransformerDecoderLayer#forward} take them. */
    public Tensor forward(
            Tensor src,
            Tensor tgt,
            @Nullable Tensor srcMask,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor srcKeyPaddingMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask) {
        if (src.size(-1) != dModel || tgt.size(-1) != dModel) {
            throw new ShapeException("Transformer: src " + src.shape() + " and tgt " + tgt.shape() + " must have "
                    + dModel + " features");
        }
        Tensor memory = encoder.call(src, srcMask, srcKeyPaddingMask);
        return decoder.call(tgt, memory, tgtMask, memoryMask, tgtKeyPaddingMask, memoryKeyPaddingMask);
    }

    /** {@link #forward(Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(
            Tensor src,
            Tensor tgt,
            @Nullable Tensor srcMask,
            @Nullable Tensor tgtMask,
            @Nullable Tensor memoryMask,
            @Nullable Tensor srcKeyPaddingMask,
            @Nullable Tensor tgtKeyPaddingMask,
            @Nullable Tensor memoryKeyPaddingMask) {
        return single(callAll(
                in -> each(forward(given(in[0]), given(in[1]), in[2], in[3], in[4], in[5], in[6], in[7])),
                src,
                tgt,
                srcMask,
                tgtMask,
                memoryMask,
                srcKeyPaddingMask,
                tgtKeyPaddingMask,
                memoryKeyPaddingMask));
    }

    /** {@code [size, size]}: minus infinity above the diagonal, zero elsewhere, to be added to scores. */
    public static Tensor generateSquareSubsequentMask(int size) {
        float[] mask = new float[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = row + 1; column < size; column++) {
                mask[row * size + column] = Float.NEGATIVE_INFINITY;
            }
        }
        return Tensor.of(mask, size, size);
    }
}
