package dev.arclight.tokenizers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.decoders.Decoders;
import dev.arclight.tokenizers.models.Models;
import dev.arclight.tokenizers.normalizers.Normalizers;
import dev.arclight.tokenizers.pretokenizers.PreTokenizers;
import dev.arclight.tokenizers.processors.PostProcessors;
import dev.arclight.tokenizers.text.JsonFields;
import dev.arclight.tokenizers.text.JsonFile;
import dev.arclight.tokenizers.text.TokenizerException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads and writes tokenizer.json, version 1.0, in which Hugging Face's tokenizers keep all their parts.
 *
 * <p>What a file describes that is not known here is an error that names it, never passed over.
 */
final class TokenizerJson {
    private static final String VERSION = "1.0";

    private TokenizerJson() {}

    /**
     * Reads a file.
     *
     * @throws TokenizerException when the file cannot be read, is no JSON or describes no tokenizer; the message says where
     */
    static Tokenizer read(Path file) {
        try {
            return build(JsonFile.read(file));
        } catch (TokenizerException e) {
            throw e.getMessage() != null && e.getMessage().startsWith(file.toString())
                    ? e
                    : new TokenizerException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the object that a file holds. */
    static Tokenizer build(ObjectNode json) {
        JsonFields fields = JsonFields.of(json, "tokenizer.json");
        fields.optionalText("version").ifPresent(version -> {
            if (!version.equals(VERSION)) {
                throw new TokenizerException("tokenizer.json: the version is " + version + "; expected " + VERSION);
            }
        });
        Tokenizer.Builder builder = Tokenizer.builder(Models.fromJson(fields.required("model")));
        fields.optional("normalizer").ifPresent(part -> builder.normalizer(Normalizers.fromJson(part)));
        fields.optional("pre_tokenizer").ifPresent(part -> builder.preTokenizer(PreTokenizers.fromJson(part)));
        fields.optional("post_processor").ifPresent(part -> builder.postProcessor(PostProcessors.fromJson(part)));
        fields.optional("decoder").ifPresent(part -> builder.decoder(Decoders.fromJson(part)));
        fields.optional("truncation").ifPresent(part -> builder.truncation(truncation(part)));
        fields.optional("padding").ifPresent(part -> builder.padding(padding(part)));
        if (fields.optional("added_tokens").isPresent()) {
            List<AddedToken> tokens = new ArrayList<>();
            for (JsonNode token : fields.array("added_tokens")) {
                tokens.add(addedToken(JsonFields.of(token, "added token")));
            }
            builder.addedTokens(tokens);
        }
        return builder.build();
    }

    private static AddedToken addedToken(JsonFields fields) {
        return new AddedToken(
                fields.text("content"),
                fields.flag("single_word"),
                fields.flag("lstrip"),
                fields.flag("rstrip"),
                fields.flag("normalized"),
                fields.flag("special"));
    }

    private static Truncation truncation(JsonNode json) {
        JsonFields fields = JsonFields.of(json, "truncation");
        Truncation.Strategy strategy = switch (fields.text("strategy", "LongestFirst")) {
            case "LongestFirst" -> Truncation.Strategy.LONGEST_FIRST;
            case "OnlyFirst" -> Truncation.Strategy.ONLY_FIRST;
            case "OnlySecond" -> Truncation.Strategy.ONLY_SECOND;
            default ->
                throw fields.wrong("strategy", "LongestFirst, OnlyFirst or OnlySecond", fields.required("strategy"));
        };
        return new Truncation(fields.count("max_length"), strategy, fields.count("stride", 0), side(fields));
    }

    private static Side side(JsonFields fields) {
        return switch (fields.text("direction", "Right")) {
            case "Left" -> Side.LEFT;
            case "Right" -> Side.RIGHT;
            default -> throw fields.wrong("direction", "Left or Right", fields.required("direction"));
        };
    }

    private static Padding padding(JsonNode json) {
        JsonFields fields = JsonFields.of(json, "padding");
        JsonNode strategy = fields.required("strategy");
        OptionalInt length;
        if (strategy.isTextual() && strategy.textValue().equals("BatchLongest")) {
            length = OptionalInt.empty();
        } else if (strategy.isObject() && strategy.has("Fixed")) {
            length =
                    OptionalInt.of(JsonFields.of(strategy, "padding's strategy").count("Fixed"));
        } else {
            throw fields.wrong("strategy", "\"BatchLongest\" or {\"Fixed\": length}", strategy);
        }
        return new Padding(
                length,
                fields.count("pad_to_multiple_of", 0),
                side(fields),
                fields.count("pad_id", 0),
                fields.count("pad_type_id", 0),
                fields.text("pad_token", "[PAD]"));
    }

    /** The object that such a file holds. */
    static ObjectNode json(Tokenizer tokenizer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("version", VERSION);
        json.set("truncation", tokenizer.truncation().map(TokenizerJson::json).orElse(null));
        json.set("padding", tokenizer.padding().map(TokenizerJson::json).orElse(null));
        ArrayNode added = json.putArray("added_tokens");
        for (Map.Entry<Integer, AddedToken> entry : tokenizer.addedTokens().entrySet()) {
            AddedToken token = entry.getValue();
            added.addObject()
                    .put("id", entry.getKey())
                    .put("content", token.content())
                    .put("single_word", token.singleWord())
                    .put("lstrip", token.stripLeft())
                    .put("rstrip", token.stripRight())
                    .put("normalized", token.normalized())
                    .put("special", token.special());
        }
        json.set("normalizer", tokenizer.normalizer().map(part -> part.toJson()).orElse(null));
        json.set(
                "pre_tokenizer",
                tokenizer.preTokenizer().map(part -> part.toJson()).orElse(null));
        json.set(
                "post_processor",
                tokenizer.postProcessor().map(part -> part.toJson()).orElse(null));
        json.set("decoder", tokenizer.decoder().map(part -> part.toJson()).orElse(null));
        json.set("model", tokenizer.model().toJson());
        return json;
    }

    private static ObjectNode json(Truncation truncation) {
        String strategy = switch (truncation.strategy()) {
            case LONGEST_FIRST -> "LongestFirst";
            case ONLY_FIRST -> "OnlyFirst";
            case ONLY_SECOND -> "OnlySecond";
        };
        return JsonNodeFactory.instance
                .objectNode()
                .put("direction", name(truncation.side()))
                .put("max_length", truncation.maxLength())
                .put("strategy", strategy)
                .put("stride", truncation.stride());
    }

    private static ObjectNode json(Padding padding) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (padding.length().isPresent()) {
            json.putObject("strategy").put("Fixed", padding.length().getAsInt());
        } else {
            json.put("strategy", "BatchLongest");
        }
        json.put("direction", name(padding.side()));
        if (padding.multipleOf() > 1) {
            json.put("pad_to_multiple_of", padding.multipleOf());
        } else {
            json.putNull("pad_to_multiple_of");
        }
        return json.put("pad_id", padding.id())
                .put("pad_type_id", padding.typeId())
                .put("pad_token", padding.token());
    }

    private static String name(Side side) {
        return side == Side.LEFT ? "Left" : "Right";
    }
}
