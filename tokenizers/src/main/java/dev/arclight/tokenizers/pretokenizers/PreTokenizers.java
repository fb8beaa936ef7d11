package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.tokenizers.pretokenizers.Metaspace.PrependScheme;
import dev.arclight.tokenizers.text.JsonFields;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.regex.Regex;
import java.util.ArrayList;
import java.util.List;

/** Builds pre-tokenizers from what tokenizer.json holds. */
public final class PreTokenizers {
    private static final int DEEPEST = 64;

    private PreTokenizers() {}

    /**
     * The pre-tokenizer that a JSON object describes by its "type".
     *
     * @throws TokenizerException when the type is unknown or a member is missing or of the wrong kind
     */
    public static PreTokenizer fromJson(JsonNode json) {
        return fromJson(json, 0);
    }

    private static PreTokenizer fromJson(JsonNode json, int depth) {
        String type = JsonFields.of(json, "pre-tokenizer").text("type");
        JsonFields fields = JsonFields.of(json, "pre-tokenizer " + type);
        if (depth > DEEPEST) {
            throw new TokenizerException("pre-tokenizer: sequences lie more than " + DEEPEST + " deep in each other");
        }
        return switch (type) {
            case "BertPreTokenizer" -> new BertPreTokenizer();
            case "ByteLevel" ->
                new ByteLevel(
                        fields.flag("add_prefix_space"), fields.flag("trim_offsets"), fields.flag("use_regex", true));
            case "Whitespace" -> SimplePreTokenizer.whitespace();
            case "WhitespaceSplit" -> SimplePreTokenizer.whitespaceSplit();
            case "Punctuation" -> SimplePreTokenizer.punctuation(Behavior.of(fields.text("behavior", "Isolated")));
            case "Digits" -> SimplePreTokenizer.digits(fields.flag("individual_digits"));
            case "CharDelimiterSplit" -> SimplePreTokenizer.charDelimiter(character(fields, "delimiter"));
            case "FixedLength" -> SimplePreTokenizer.fixedLength(fields.count("length", 5));
            case "UnicodeScripts" -> SimplePreTokenizer.unicodeScripts();
            case "Metaspace" -> metaspace(fields);
            case "Split" ->
                new Split(
                        Regex.fromJson(fields, "pattern"), Behavior.of(fields.text("behavior")), fields.flag("invert"));
            case "Sequence" -> {
                List<PreTokenizer> parts = new ArrayList<>();
                for (JsonNode part : fields.array("pretokenizers")) {
                    parts.add(fromJson(part, depth + 1));
                }
                yield new PreTokenizerSequence(parts);
            }
            default -> throw new TokenizerException("pre-tokenizer: the type " + type + " is not known");
        };
    }

    private static PreTokenizer metaspace(JsonFields fields) {
        PrependScheme scheme = PrependScheme.of(fields.text("prepend_scheme", "always"));
        // Older files say with a flag that there is no mark before the text.
        if (!fields.flag("add_prefix_space", true)) {
            if (fields.optional("prepend_scheme").isPresent() && scheme != PrependScheme.NEVER) {
                throw new TokenizerException("pre-tokenizer Metaspace: \"add_prefix_space\" is false and"
                        + " \"prepend_scheme\" is " + scheme.json() + "; expected never");
            }
            scheme = PrependScheme.NEVER;
        }
        return new Metaspace(character(fields, "replacement"), scheme, fields.flag("split", true));
    }

    private static int character(JsonFields fields, String name) {
        String text = fields.text(name);
        if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
            throw fields.wrong(name, "one character", fields.required(name));
        }
        return text.codePointAt(0);
    }
}
