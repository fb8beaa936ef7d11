package dev.arclight.model.transformer;

import dev.arclight.nn.Dropout;
import dev.arclight.nn.Module;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Attention within a sequence, then a feed-forward network; each with a residual connection and a norm. */
public final class EncoderBlock extends Module {
    private final MultiHeadAttention attention;
    private final LayerNorm norm1;
    private final Dropout dropout1;
    private final FeedForward ff;
    private final LayerNorm norm2;
    private final Dropout dropout2;

    public EncoderBlock(int dModel, int numHeads, int dFf, double dropout) {
        attention = register("attention", new MultiHeadAttention(dModel, numHeads));
        norm1 = register("norm1", new LayerNorm(dModel));
        dropout1 = register("dropout1", new Dropout(dropout));
        ff = register("ff", new FeedForward(dModel, dFf, dropout));
        norm2 = register("norm2", new LayerNorm(dModel));
        dropout2 = register("dropout2", new Dropout(dropout));
    }

    @Override
    public Tensor forward(Tensor x) {
        return forward(x, null);
    }

    /** {@code [batch, length, dModel]}; the mask as {@link MultiHeadAttention#forward} takes it. */
    public Tensor forward(Tensor x, @Nullable Tensor mask) {
        Tensor attended = attention.call(x, x, x, mask).output();
        Tensor y = norm1.call(x.add(dropout1.call(attended)));
        return norm2.call(y.add(dropout2.call(ff.call(y))));
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor x, @Nullable Tensor mask) {
        return given(callAll(in -> new Tensor[] {forward(given(in[0]), in[1])}, x, mask)[0]);
    }
}
