package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.tokenizers.text.TokenizerException;

/** Builds normalizers from what tokenizer.json holds. */
public final class Normalizers {
    private Normalizers() {}

    /**
     * The normalizer that a JSON object describes by its "type".
     *
     * @throws TokenizerException when the type is unknown or a member is missing or of the wrong kind
     */
    public static Normalizer fromJson(JsonNode json) {
        String type = json.path("type").asText();
        throw new TokenizerException("normalizer: the type " + type + " is not supported");
    }
}
