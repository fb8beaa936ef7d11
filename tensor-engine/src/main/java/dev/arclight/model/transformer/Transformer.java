package dev.arclight.model.transformer;

import dev.arclight.nn.Dropout;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.ModuleList;
import dev.arclight.tensor.Tensor;

/**
 * From one sequence of tokens to another: an encoder, a decoder that sees what it wrote so far, and a vocabulary.
 *
 * <p>Token 0 is padding and hidden from attention.
 */
public final class Transformer extends Module {
    private final Embedding encoderEmbedding;
    private final Embedding decoderEmbedding;
    private final PositionalEncoding positionalEncoding;
    private final ModuleList<EncoderBlock> encoderLayers;
    private final ModuleList<DecoderBlock> decoderLayers;
    private final Linear fc;
    private final Dropout dropout;
    private final int dModel;

    public Transformer(
            int srcVocabSize,
            int tgtVocabSize,
            int dModel,
            int numHeads,
            int numLayers,
            int dFf,
            int maxSeqLength,
            double dropout) {
        this.dModel = dModel;
        encoderEmbedding = register("encoder_embedding", new Embedding(srcVocabSize, dModel));
        decoderEmbedding = register("decoder_embedding", new Embedding(tgtVocabSize, dModel));
        positionalEncoding = register("positional_encoding", new PositionalEncoding(dModel, maxSeqLength));
        encoderLayers = register("encoder_layers", new ModuleList<EncoderBlock>());
        decoderLayers = register("decoder_layers", new ModuleList<DecoderBlock>());
        for (int i = 0; i < numLayers; i++) {
            encoderLayers.append(new EncoderBlock(dModel, numHeads, dFf, dropout));
            decoderLayers.append(new DecoderBlock(dModel, numHeads, dFf, dropout));
        }
        fc = register("fc", new Linear(dModel, tgtVocabSize));
        this.dropout = register("dropout", new Dropout(dropout));
    }

    /** {@code [batch, 1, 1, length]}: true where a token stands. */
    public Tensor makeSrcMask(Tensor src) {
        return src.ne(0).unsqueeze(1).unsqueeze(2);
    }

    /** {@code [batch, 1, length, length]}: true where a token stands that is not later than the query. */
    public Tensor makeTgtMask(Tensor tgt) {
        int length = tgt.size(1);
        Tensor later = Tensor.ones(length, length).triu(1).toBool();
        return tgt.ne(0).unsqueeze(1).unsqueeze(2).logicalAnd(later.logicalNot());
    }

    /** Logits {@code [batch, target length, tgtVocabSize]} for tokens {@code [batch, length]} of int64. */
    public Tensor forward(Tensor src, Tensor tgt) {
        Tensor srcMask = makeSrcMask(src);
        return decode(tgt, encode(src, srcMask), srcMask);
    }

    /** {@link #forward(Tensor, Tensor)} with hooks. */
    public Tensor call(Tensor src, Tensor tgt) {
        return given(callAll(in -> new Tensor[] {forward(given(in[0]), given(in[1]))}, src, tgt)[0]);
    }

    /** What the decoder attends to, {@code [batch, length, dModel]}. */
    public Tensor encode(Tensor src, Tensor srcMask) {
        Tensor encoded = embedded(encoderEmbedding, src);
        for (EncoderBlock layer : encoderLayers) {
            encoded = layer.call(encoded, srcMask);
        }
        return encoded;
    }

    /** Logits for the token after each of {@code tgt}. */
    public Tensor decode(Tensor tgt, Tensor encoded, Tensor srcMask) {
        Tensor tgtMask = makeTgtMask(tgt);
        Tensor decoded = embedded(decoderEmbedding, tgt);
        for (DecoderBlock layer : decoderLayers) {
            decoded = layer.call(decoded, encoded, srcMask, tgtMask);
        }
        return fc.call(decoded);
    }

    private Tensor embedded(Embedding embedding, Tensor tokens) {
        Tensor x = embedding.call(tokens).mul(Math.sqrt(dModel));
        return dropout.call(positionalEncoding.call(x));
    }
}
