package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.tokenizers.text.TokenizerException;

/** Builds pre-tokenizers from what tokenizer.json holds. */
public final class PreTokenizers {
    private PreTokenizers() {}

    /**
     * The pre-tokenizer that a JSON object describes by its "type".
     *
     * @throws TokenizerException when the type is unknown or a member is missing or of the wrong kind
     */
    public static PreTokenizer fromJson(JsonNode json) {
        String type = json.path("type").asText();
        throw new TokenizerException("pre-tokenizer: the type " + type + " is not supported");
    }
}
