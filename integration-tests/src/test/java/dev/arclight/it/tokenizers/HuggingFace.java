package dev.arclight.it.tokenizers;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A tokenizer of Hugging Face's library, through the native methods of its Java binding. */
final class HuggingFace implements AutoCloseable {
    private static final TokenizersLibrary LIBRARY = TokenizersLibrary.LIB;
    private static boolean loaded;

    private final long handle;

    /** What the library says of one text or pair. Offsets count code points. */
    record Result(
            int[] ids,
            int[] typeIds,
            List<String> tokens,
            int[] words,
            int[] sequences,
            int[] attention,
            int[] special,
            int[] starts,
            int[] ends,
            List<Result> overflowing) {}

    HuggingFace(String json) {
        load();
        handle = LIBRARY.createTokenizerFromString(json);
    }

    private static synchronized void load() {
        if (loaded) {
            return;
        }
        String smallest =
                "{\"version\":\"1.0\",\"added_tokens\":[],\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0},"
                        + "\"unk_token\":\"a\"}}";
        try {
            HuggingFaceTokenizer.newInstance(
                            new ByteArrayInputStream(smallest.getBytes(StandardCharsets.UTF_8)), Map.of())
                    .close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        loaded = true;
    }

    Result encode(String text, boolean addSpecialTokens) {
        return take(LIBRARY.encode(handle, text, addSpecialTokens));
    }

    Result encode(String text, String pair, boolean addSpecialTokens) {
        return take(LIBRARY.encodeDual(handle, text, pair, addSpecialTokens));
    }

    Result encodeWords(List<String> words, boolean addSpecialTokens) {
        return take(LIBRARY.encodeList(handle, words.toArray(new String[0]), addSpecialTokens));
    }

    List<Result> encodeBatch(List<String> texts, boolean addSpecialTokens) {
        List<Result> results = new ArrayList<>();
        for (long encoding : LIBRARY.batchEncode(handle, texts.toArray(new String[0]), addSpecialTokens)) {
            results.add(take(encoding));
        }
        return results;
    }

    List<Result> encodeBatch(List<String> texts, List<String> pairs, boolean addSpecialTokens) {
        List<Result> results = new ArrayList<>();
        for (long encoding : LIBRARY.batchEncodePair(
                handle, texts.toArray(new String[0]), pairs.toArray(new String[0]), addSpecialTokens)) {
            results.add(take(encoding));
        }
        return results;
    }

    String decode(int[] ids, boolean skipSpecialTokens) {
        return LIBRARY.decode(handle, Arrays.stream(ids).asLongStream().toArray(), skipSpecialTokens);
    }

    private static Result take(long encoding) {
        try {
            List<Result> overflowing = new ArrayList<>();
            if (LIBRARY.getOverflowCount(encoding) > 0) {
                for (long rest : LIBRARY.getOverflowing(encoding)) {
                    overflowing.add(take(rest));
                }
            }
            CharSpan[] spans = LIBRARY.getTokenCharSpans(encoding);
            int[] starts = new int[spans.length];
            int[] ends = new int[spans.length];
            for (int i = 0; i < spans.length; i++) {
                if (spans[i] != null) {
                    starts[i] = spans[i].getStart();
                    ends[i] = spans[i].getEnd();
                }
            }
            return new Result(
                    ints(LIBRARY.getTokenIds(encoding)),
                    ints(LIBRARY.getTypeIds(encoding)),
                    List.of(LIBRARY.getTokens(encoding)),
                    ints(LIBRARY.getWordIds(encoding)),
                    ints(LIBRARY.getSequenceIds(encoding)),
                    ints(LIBRARY.getAttentionMask(encoding)),
                    ints(LIBRARY.getSpecialTokenMask(encoding)),
                    starts,
                    ends,
                    overflowing);
        } finally {
            LIBRARY.deleteEncoding(encoding);
        }
    }

    private static int[] ints(long[] values) {
        int[] result = new int[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (int) values[i];
        }
        return result;
    }

    @Override
    public void close() {
        LIBRARY.deleteTokenizer(handle);
    }
}
