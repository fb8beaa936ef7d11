package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Longest match first, as BERT does it: a word is cut from the left into the longest tokens that the vocabulary has, those
 * after the first written with a prefix such as {@code ##}. A word that cannot be cut so becomes the unknown token as a whole.
 */
public final class WordPiece implements Model {
    private final Vocabulary vocabulary;
    // The tokens that begin with the prefix, without it: what may follow within a word.
    private final Vocabulary continuations;
    private final String unknown;
    private final int unknownId;
    private final String prefix;
    private final int longestWord;

    /**
     * A model of these tokens.
     *
     * @param unknownToken what a word becomes that cannot be cut; an error then if the vocabulary lacks it
     * @param continuingSubwordPrefix what tokens begin with that continue a word
     * @param maxInputCharsPerWord a word of more code points becomes the unknown token
     */
    public WordPiece(
            Map<String, Integer> vocabulary,
            String unknownToken,
            String continuingSubwordPrefix,
            int maxInputCharsPerWord) {
        this.vocabulary = new Vocabulary(vocabulary);
        this.unknown = unknownToken;
        this.unknownId = this.vocabulary.id(unknownToken);
        this.prefix = continuingSubwordPrefix;
        this.longestWord = maxInputCharsPerWord;
        if (prefix.isEmpty()) {
            continuations = this.vocabulary;
        } else {
            Map<String, Integer> rest = new HashMap<>();
            for (Map.Entry<String, Integer> entry : vocabulary.entrySet()) {
                if (entry.getKey().startsWith(prefix)) {
                    rest.put(entry.getKey().substring(prefix.length()), entry.getValue());
                }
            }
            continuations = new Vocabulary(rest);
        }
    }

    @Override
    public void tokenize(char[] chars, int from, int to, Tokens out) {
        if (to - from > longestWord && Character.codePointCount(chars, from, to - from) > longestWord) {
            addUnknown(chars, from, to, out);
            return;
        }
        int whole = vocabulary.id(chars, from, to);
        if (whole >= 0) {
            out.add(whole, from, to);
            return;
        }
        int first = out.size();
        int start = from;
        Vocabulary tokens = vocabulary;
        while (start < to) {
            int end = longestMatch(tokens, chars, start, to, out);
            if (end < 0) {
                out.cut(first);
                addUnknown(chars, from, to, out);
                return;
            }
            start = end;
            tokens = continuations;
        }
    }

    /** Appends the longest token that begins at a char and gives its end, or -1 where none does. */
    private static int longestMatch(Vocabulary tokens, char[] chars, int start, int to, Tokens out) {
        int end = Math.min(to, start + tokens.longest());
        Scratch scratch = out.scratch;
        scratch.ensure(end - start + 1);
        int[] hashes = scratch.a;
        int h = 0;
        for (int i = start; i < end; i++) {
            h = 31 * h + chars[i];
            hashes[i - start] = h;
        }
        for (; end > start; end--) {
            int id = tokens.id(chars, start, end, hashes[end - 1 - start]);
            if (id >= 0) {
                out.add(id, start, end);
                return end;
            }
        }
        return -1;
    }

    private void addUnknown(char[] chars, int from, int to, Tokens out) {
        if (unknownId < 0) {
            throw new TokenizerException("WordPiece: \"" + new String(chars, from, Math.min(to - from, 80))
                    + "\" cannot be cut into tokens of the vocabulary, which lacks the unknown token \"" + unknown
                    + "\"");
        }
        out.add(unknownId, from, to);
    }

    @Override
    public OptionalInt tokenToId(String token) {
        return Models.optional(vocabulary.id(token));
    }

    @Override
    public @Nullable String idToToken(int id) {
        return vocabulary.token(id);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public Map<String, Integer> vocabulary() {
        return vocabulary.toMap();
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "WordPiece");
        json.put("unk_token", unknown);
        json.put("continuing_subword_prefix", prefix);
        json.put("max_input_chars_per_word", longestWord);
        json.set("vocab", Models.vocabularyJson(vocabulary));
        return json;
    }
}
