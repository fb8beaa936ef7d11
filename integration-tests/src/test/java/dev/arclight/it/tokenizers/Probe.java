package dev.arclight.it.tokenizers;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Hugging Face's library with one normalizer and one pre-tokenizer before a model that spells each byte as a token, so that
 * what they make of a text can be read from the ids, the word numbers and the spans.
 */
final class Probe implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    private Probe(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The JSON of a tokenizer whose model spells bytes; either part may be "null". */
    static String json(String normalizer, String preTokenizer) {
        StringBuilder bytes = new StringBuilder();
        for (int i = 0; i < 256; i++) {
            bytes.append(String.format("\"<0x%02X>\":%d,", i, i));
        }
        return "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":"
                + normalizer
                + ",\"pre_tokenizer\":"
                + preTokenizer
                + ",\"post_processor\":null,\"decoder\":null,\"model\":{\"type\":\"BPE\",\"dropout\":null,"
                + "\"unk_token\":\"<unk>\",\"continuing_subword_prefix\":null,\"end_of_word_suffix\":null,"
                + "\"fuse_unk\":false,\"byte_fallback\":true,\"vocab\":{"
                + bytes
                + "\"<unk>\":256},\"merges\":[]}}";
    }

    static Probe of(String normalizer, String preTokenizer) {
        byte[] json = json(normalizer, preTokenizer).getBytes(StandardCharsets.UTF_8);
        try {
            return new Probe(HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json), Map.of("truncation", "false", "padding", "false")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Encoding encode(String text) {
        return tokenizer.encode(text, false, false);
    }

    /** What the normalizer makes of a text (pieces joined). */
    String normalized(String text) {
        return String.join("", pieces(text));
    }

    /** The pieces of a text. */
    List<String> pieces(String text) {
        Encoding encoding = encode(text);
        long[] ids = encoding.getIds();
        long[] words = encoding.getWordIds();
        List<String> pieces = new ArrayList<>();
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        for (int i = 0; i < ids.length; i++) {
            if (i > 0 && words[i] != words[i - 1]) {
                pieces.add(piece.toString(StandardCharsets.UTF_8));
                piece.reset();
            }
            piece.write((int) ids[i]);
        }
        if (piece.size() > 0) {
            pieces.add(piece.toString(StandardCharsets.UTF_8));
        }
        return pieces;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
