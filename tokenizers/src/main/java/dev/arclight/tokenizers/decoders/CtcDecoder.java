package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Joins repeated tokens and takes away padding, as connectionist temporal classification asks (speech recognition). */
public final class CtcDecoder implements Decoder {
    private final String padToken;
    private final String wordDelimiterToken;
    private final boolean cleanUp;

    /**
     * A decoder.
     *
     * @param padToken what stands between equal letters, and is taken away
     * @param wordDelimiterToken what becomes a space
     * @param cleanUp whether delimiters become spaces at all, and spaces before punctuation are taken away
     */
    public CtcDecoder(String padToken, String wordDelimiterToken, boolean cleanUp) {
        this.padToken = padToken;
        this.wordDelimiterToken = wordDelimiterToken;
        this.cleanUp = cleanUp;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            if (i > 0 && tokens.get(i).equals(tokens.get(i - 1))) {
                continue;
            }
            String part = tokens.get(i).replace(padToken, "");
            if (cleanUp) {
                part = WordPieceDecoder.cleanUp(part).replace(wordDelimiterToken, " ");
            }
            if (!part.isEmpty()) {
                parts.add(part);
            }
        }
        return parts;
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "CTC")
                .put("pad_token", padToken)
                .put("word_delimiter_token", wordDelimiterToken)
                .put("cleanup", cleanUp);
    }
}
