package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.tokenizers.text.JsonFields;
import dev.arclight.tokenizers.text.NormalForm;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.regex.Regex;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Builds normalizers from what tokenizer.json holds. */
public final class Normalizers {
    private static final int DEEPEST = 64;

    private Normalizers() {}

    /**
     * The normalizer that a JSON object describes by its "type".
     *
     * @throws TokenizerException when the type is unknown or a member is missing or of the wrong kind
     */
    public static Normalizer fromJson(JsonNode json) {
        return fromJson(json, 0);
    }

    private static Normalizer fromJson(JsonNode json, int depth) {
        String type = JsonFields.of(json, "normalizer").text("type");
        JsonFields fields = JsonFields.of(json, "normalizer " + type);
        if (depth > DEEPEST) {
            throw new TokenizerException("normalizer: sequences lie more than " + DEEPEST + " deep in each other");
        }
        return switch (type) {
            case "BertNormalizer" ->
                new BertNormalizer(
                        fields.flag("clean_text"),
                        fields.flag("handle_chinese_chars"),
                        fields.optional("strip_accents").map(value -> fields.flag("strip_accents")),
                        fields.flag("lowercase"));
            case "NFC", "NFD", "NFKC", "NFKD" -> new UnicodeForm(NormalForm.valueOf(type));
            case "Lowercase" -> new Lowercase();
            case "Strip" -> new Strip(fields.flag("strip_left"), fields.flag("strip_right"));
            case "StripAccents" -> new StripAccents();
            case "Replace" -> new Replace(Regex.fromJson(fields, "pattern"), fields.text("content"));
            case "Prepend" -> new Prepend(fields.text("prepend"));
            case "Precompiled" -> new Precompiled(bytes(fields));
            case "Nmt" -> new Nmt();
            case "ByteLevel" -> new ByteLevelNormalizer();
            case "Sequence" -> {
                List<Normalizer> parts = new ArrayList<>();
                for (JsonNode part : fields.array("normalizers")) {
                    parts.add(fromJson(part, depth + 1));
                }
                yield new NormalizerSequence(parts);
            }
            default -> throw new TokenizerException("normalizer: the type " + type + " is not known");
        };
    }

    private static byte[] bytes(JsonFields fields) {
        try {
            return Base64.getDecoder().decode(fields.text("precompiled_charsmap"));
        } catch (IllegalArgumentException e) {
            throw new TokenizerException("normalizer Precompiled: \"precompiled_charsmap\" is not Base64", e);
        }
    }
}
