package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Puts a space before each token that does not continue a word, and takes away the prefix of those that do. */
public final class WordPieceDecoder implements Decoder {
    private final String prefix;
    private final boolean cleanUp;

    /**
     * A decoder.
     *
     * @param prefix what tokens begin with that continue a word
     * @param cleanUp whether spaces before punctuation and English contractions are taken away
     */
    public WordPieceDecoder(String prefix, boolean cleanUp) {
        this.prefix = prefix;
        this.cleanUp = cleanUp;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            String part = tokens.get(i);
            if (i > 0) {
                part = part.startsWith(prefix) ? part.substring(prefix.length()) : " " + part;
            }
            parts.add(cleanUp ? cleanUp(part) : part);
        }
        return parts;
    }

    /** Takes away the spaces that tokenizing English leaves before punctuation and contractions. */
    static String cleanUp(String text) {
        if (text.indexOf(' ') < 0) {
            return text;
        }
        return text.replace(" .", ".")
                .replace(" ?", "?")
                .replace(" !", "!")
                .replace(" ,", ",")
                .replace(" ' ", "'")
                .replace(" n't", "n't")
                .replace(" 'm", "'m")
                .replace(" do not", " don't")
                .replace(" 's", "'s")
                .replace(" 've", "'ve")
                .replace(" 're", "'re");
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "WordPiece")
                .put("prefix", prefix)
                .put("cleanup", cleanUp);
    }
}
