package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.TokenizerException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A vocabulary of whole words as SentencePiece has them: a text is cut before each mark (U+2581), each part is one token, and
 * neighbours that are not known become one unknown token, or their bytes.
 *
 * <p>tokenizer.json has no such model; it holds a {@link WordLevel} one, which does not join unknown words.
 */
public final class MarkedWords implements Model {
    private static final char MARK = '\u2581';

    private final Vocabulary vocabulary;
    private final WordLevel words;
    private final int unknownId;
    private final boolean byteFallback;
    private final int[] fallbackIds;

    /**
     * A model of these words.
     *
     * @param unknownToken what other words become
     * @param byteFallback whether other words become their bytes, written as {@code <0xE2>}
     * @throws TokenizerException when the vocabulary lacks the unknown token, or a byte that is to be fallen back on
     */
    public MarkedWords(Map<String, Integer> vocabulary, String unknownToken, boolean byteFallback) {
        this.vocabulary = new Vocabulary(vocabulary);
        words = new WordLevel(vocabulary, unknownToken);
        unknownId = this.vocabulary.id(unknownToken);
        this.byteFallback = byteFallback;
        if (unknownId < 0) {
            throw new TokenizerException("words: the unknown token \"" + unknownToken + "\" is not in the vocabulary");
        }
        fallbackIds = FallbackBytes.ids(this.vocabulary);
        for (int i = 0; i < 256; i++) {
            if (byteFallback && fallbackIds[i] < 0) {
                throw new TokenizerException("words: the vocabulary lacks the byte " + i);
            }
        }
    }

    @Override
    public void tokenize(char[] chars, int from, int to, Tokens out) {
        int unknownFrom = -1;
        for (int begin = from; begin < to; ) {
            int end = begin + 1;
            while (end < to && chars[end] != MARK) {
                end++;
            }
            int id = vocabulary.id(chars, begin, end);
            boolean known = id >= 0 && id != unknownId;
            if (known || byteFallback) {
                unknownFrom = addUnknown(unknownFrom, begin, out);
            }
            if (known) {
                out.add(id, begin, end);
            } else if (byteFallback) {
                for (byte b : new String(chars, begin, end - begin).getBytes(StandardCharsets.UTF_8)) {
                    out.add(fallbackIds[b & 0xFF], begin, end);
                }
            } else if (unknownFrom < 0) {
                unknownFrom = begin;
            }
            begin = end;
        }
        addUnknown(unknownFrom, to, out);
    }

    private int addUnknown(int from, int to, Tokens out) {
        if (from >= 0) {
            out.addVerbatim(unknownId, from, to);
        }
        return -1;
    }

    @Override
    public OptionalInt tokenToId(String token) {
        return words.tokenToId(token);
    }

    @Override
    public @Nullable String idToToken(int id) {
        return words.idToToken(id);
    }

    @Override
    public int vocabularySize() {
        return words.vocabularySize();
    }

    @Override
    public Map<String, Integer> vocabulary() {
        return words.vocabulary();
    }

    @Override
    public ObjectNode toJson() {
        return words.toJson();
    }
}
