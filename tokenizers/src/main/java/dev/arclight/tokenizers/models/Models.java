package dev.arclight.tokenizers.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.JsonFields;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Builds models from what tokenizer.json holds. */
public final class Models {
    private Models() {}

    /**
     * The model that a JSON object describes by its "type". Old files leave the type out; it is then told from the other
     * members.
     *
     * @throws TokenizerException when the type is unknown or a member is missing or of the wrong kind
     */
    public static Model fromJson(JsonNode json) {
        JsonFields fields = JsonFields.of(json, "model");
        String type = fields.optionalText("type").orElseGet(() -> typeOf(json));
        return switch (type) {
            case "BPE" -> bpe(JsonFields.of(json, "model BPE"));
            case "WordPiece" -> wordPiece(JsonFields.of(json, "model WordPiece"));
            case "WordLevel" -> wordLevel(JsonFields.of(json, "model WordLevel"));
            case "Unigram" -> unigram(JsonFields.of(json, "model Unigram"));
            default ->
                throw new TokenizerException("model: the type \"" + type
                        + "\" is not supported; expected BPE, WordPiece, WordLevel or Unigram");
        };
    }

    private static String typeOf(JsonNode json) {
        if (json.has("merges")) {
            return "BPE";
        }
        if (json.path("vocab").isArray()) {
            return "Unigram";
        }
        return json.has("continuing_subword_prefix") ? "WordPiece" : "WordLevel";
    }

    private static Model wordLevel(JsonFields fields) {
        return new WordLevel(vocabulary(fields), fields.text("unk_token", "<unk>"));
    }

    private static Model wordPiece(JsonFields fields) {
        return new WordPiece(
                vocabulary(fields),
                fields.text("unk_token", "[UNK]"),
                fields.text("continuing_subword_prefix", "##"),
                fields.count("max_input_chars_per_word", 100));
    }

    private static Model bpe(JsonFields fields) {
        Bpe.Builder builder = Bpe.builder(vocabulary(fields), merges(fields));
        fields.optional("dropout").ifPresent(value -> {
            if (!value.isNumber()) {
                throw fields.wrong("dropout", "a number from 0 to 1", value);
            }
            builder.dropout(value.doubleValue());
        });
        fields.optionalText("unk_token").ifPresent(builder::unknownToken);
        fields.optionalText("continuing_subword_prefix").ifPresent(builder::continuingSubwordPrefix);
        fields.optionalText("end_of_word_suffix").ifPresent(builder::endOfWordSuffix);
        return builder.fuseUnknown(fields.flag("fuse_unk", false))
                .byteFallback(fields.flag("byte_fallback", false))
                .ignoreMerges(fields.flag("ignore_merges", false))
                .build();
    }

    private static List<Bpe.Merge> merges(JsonFields fields) {
        JsonNode array = fields.array("merges");
        List<Bpe.Merge> merges = new ArrayList<>(array.size());
        for (JsonNode merge : array) {
            if (merge.isArray()
                    && merge.size() == 2
                    && merge.get(0).isTextual()
                    && merge.get(1).isTextual()) {
                merges.add(new Bpe.Merge(merge.get(0).textValue(), merge.get(1).textValue()));
            } else if (merge.isTextual()) {
                String line = merge.textValue();
                if (!line.startsWith("#version")) {
                    merges.add(Bpe.Merge.parse(line, merges.size() + 1));
                }
            } else {
                throw fields.wrong("merges", "pairs of texts, or texts with one space between the two parts", merge);
            }
        }
        return merges;
    }

    private static Model unigram(JsonFields fields) {
        JsonNode array = fields.array("vocab");
        List<String> pieces = new ArrayList<>(array.size());
        double[] scores = new double[array.size()];
        for (JsonNode pair : array) {
            if (!pair.isArray()
                    || pair.size() != 2
                    || !pair.get(0).isTextual()
                    || !pair.get(1).isNumber()) {
                throw fields.wrong("vocab", "pairs of a text and its score", pair);
            }
            scores[pieces.size()] = Scores.read(pair.get(1));
            pieces.add(pair.get(0).textValue());
        }
        OptionalInt unknown =
                fields.optional("unk_id").isPresent() ? OptionalInt.of(fields.count("unk_id")) : OptionalInt.empty();
        return new Unigram(pieces, scores, unknown, fields.flag("byte_fallback", false));
    }

    private static Map<String, Integer> vocabulary(JsonFields fields) {
        return vocabulary(fields.object("vocab"), fields);
    }

    private static Map<String, Integer> vocabulary(JsonNode object, JsonFields fields) {
        Map<String, Integer> result = new HashMap<>(object.size() * 2);
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode id = entry.getValue();
            if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
                throw fields.wrong("vocab", "tokens with ids from 0 to 2147483647", id);
            }
            result.put(entry.getKey(), id.intValue());
        }
        return result;
    }

    /**
     * The vocabulary that a JSON object from token to id holds, as vocab.json does.
     *
     * @param what what the object is, as errors are to name it
     */
    public static Map<String, Integer> vocabulary(JsonNode object, String what) {
        return vocabulary(object, JsonFields.of(object, what));
    }

    static OptionalInt optional(int id) {
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    static ObjectNode vocabularyJson(Vocabulary vocabulary) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        vocabulary.toMap().forEach(json::put);
        return json;
    }
}
