package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Turns one piece of text into tokens of a vocabulary.
 *
 * <p>One object serves all threads; what it needs while it works lies in {@link Tokens}, which belongs to one thread.
 */
public interface Model {
    /** Appends the tokens of the chars {@code [from, to)}, which are well-formed UTF-16 and not empty. */
    void tokenize(char[] chars, int from, int to, Tokens out);

    /** Whether {@link #tokenizeBytes} is there. */
    default boolean tokenizesBytes() {
        return false;
    }

    /**
     * Appends the tokens of the chars' UTF-8 bytes, for a model whose vocabulary is spelled in {@link
     * dev.arclight.tokenizers.text.ByteAlphabet}. A token's range covers the code points that its bytes belong to.
     */
    default void tokenizeBytes(char[] chars, int from, int to, Tokens out) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " has no byte-level vocabulary");
    }

    /** The id of a token, if the vocabulary has it. */
    OptionalInt tokenToId(String token);

    /** The token of an id, or null if the vocabulary has none. */
    @Nullable
    String idToToken(int id);

    /** How many tokens the vocabulary has. */
    int vocabularySize();

    /** The vocabulary as a new map from token to id. */
    Map<String, Integer> vocabulary();

    /** What tokenizer.json holds for this model: an object with its "type". */
    ObjectNode toJson();
}
