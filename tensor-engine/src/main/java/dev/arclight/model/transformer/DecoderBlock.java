package dev.arclight.model.transformer;

import dev.arclight.nn.Dropout;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Attention within the output so far, attention to the encoder's output, then a feed-forward network. */
public final class DecoderBlock extends Module {
    private final MultiHeadAttention selfAttention;
    private final LayerNorm norm1;
    private final Dropout dropout1;
    private final MultiHeadAttention encoderAttention;
    private final LayerNorm norm2;
    private final Dropout dropout2;
    private final FeedForward ff;
    private final LayerNorm norm3;
    private final Dropout dropout3;

    public DecoderBlock(int dModel, int numHeads, int dFf, double dropout) {
        selfAttention = register("self_attention", new MultiHeadAttention(dModel, numHeads));
        norm1 = register("norm1", new LayerNorm(dModel));
        dropout1 = register("dropout1", new Dropout(dropout));
        encoderAttention = register("encoder_attention", new MultiHeadAttention(dModel, numHeads));
        norm2 = register("norm2", new LayerNorm(dModel));
        dropout2 = register("dropout2", new Dropout(dropout));
        ff = register("ff", new FeedForward(dModel, dFf, dropout));
        norm3 = register("norm3", new LayerNorm(dModel));
        dropout3 = register("dropout3", new Dropout(dropout));
    }

    /** {@code [batch, length, dModel]}; masks as {@link MultiHeadAttention#forward} takes them. */
    public Tensor forward(Tensor x, Tensor encoderOutput, @Nullable Tensor srcMask, @Nullable Tensor tgtMask) {
        Tensor own = selfAttention.call(x, x, x, tgtMask).output();
        Tensor y = norm1.call(x.add(dropout1.call(own)));
        Tensor theirs =
                encoderAttention.call(y, encoderOutput, encoderOutput, srcMask).output();
        y = norm2.call(y.add(dropout2.call(theirs)));
        return norm3.call(y.add(dropout3.call(ff.call(y))));
    }

    /** {@link #forward(Tensor, Tensor, Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor x, Tensor encoderOutput, @Nullable Tensor srcMask, @Nullable Tensor tgtMask) {
        @Nullable
        Tensor[] out = callAll(
                in -> new Tensor[] {forward(given(in[0]), given(in[1]), in[2], in[3])},
                x,
                encoderOutput,
                srcMask,
                tgtMask);
        return given(out[0]);
    }
}
