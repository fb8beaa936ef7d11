package dev.arclight.spark.tokens;

import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.model.transformer.BertEncoder;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.Generator;
import dev.arclight.tokenizers.Tokenizer;

/** A small tokenizer and text encoder for tests. */
public final class TextModels {
    /** Words, with [CLS] before each text. */
    public static final String WORDS = """
            {"version":"1.0","truncation":null,"padding":null,
             "added_tokens":[
               {"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},
               {"id":1,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
             "normalizer":{"type":"Lowercase"},"pre_tokenizer":{"type":"Whitespace"},
             "post_processor":{"type":"TemplateProcessing",
               "single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}}],
               "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":1}}],
               "special_tokens":{"[CLS]":{"id":"[CLS]","ids":[1],"tokens":["[CLS]"]}}},
             "decoder":null,
             "model":{"type":"WordLevel","unk_token":"[UNK]",
               "vocab":{"[PAD]":0,"[CLS]":1,"[UNK]":2,"the":3,"cat":4,"sat":5,"on":6,"mat":7}}}
            """;

    /** The length of its vectors. */
    public static final int DIMENSION = 12;

    /** The most tokens that it has positions for. */
    public static final int LONGEST = 32;

    private TextModels() {}

    /** A transformer of two layers with weights of a fixed seed. */
    public static Embedder embedder() {
        Generator.manualSeed(5);
        Sequential encoder =
                BertEncoder.of(new BertEncoder.Settings(8, DIMENSION, 2, 3, 20, LONGEST, 1e-12, "gelu", 0.1));
        return Embedder.of(encoder, Tokenizer.fromString(WORDS), EmbeddingSettings.defaults());
    }
}
