package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A vocabulary of whole words: a piece is one token, or the unknown token. */
public final class WordLevel implements Model {
    private final Vocabulary vocabulary;
    private final String unknown;
    private final int unknownId;

    /**
     * A model of these words.
     *
     * @param unknownToken what other words become; a word that is not known is an error if the vocabulary lacks it
     */
    public WordLevel(Map<String, Integer> vocabulary, String unknownToken) {
        this.vocabulary = new Vocabulary(vocabulary);
        this.unknown = unknownToken;
        this.unknownId = this.vocabulary.id(unknownToken);
    }

    @Override
    public void tokenize(char[] chars, int from, int to, Tokens out) {
        int id = vocabulary.id(chars, from, to);
        if (id < 0) {
            id = unknownId;
            if (id < 0) {
                throw new TokenizerException("WordLevel: \"" + new String(chars, from, to - from)
                        + "\" is not in the vocabulary, nor is the unknown token \"" + unknown + "\"");
            }
        }
        out.add(id, from, to);
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
        json.put("type", "WordLevel");
        json.set("vocab", Models.vocabularyJson(vocabulary));
        json.put("unk_token", unknown);
        return json;
    }
}
