package dev.arclight.tokenizers.processors;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.tokenizers.text.JsonFields;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds post-processors from what tokenizer.json holds. */
public final class PostProcessors {
    private PostProcessors() {}

    /**
     * The post-processor that a JSON object describes by its "type".
     *
     * @throws TokenizerException when the type is unknown or a member is missing or of the wrong kind
     */
    public static PostProcessor fromJson(JsonNode json) {
        String type = JsonFields.of(json, "post-processor").text("type");
        JsonFields fields = JsonFields.of(json, "post-processor " + type);
        return switch (type) {
            case "ByteLevel" ->
                new ByteLevelProcessing(
                        fields.flag("add_prefix_space", true),
                        fields.flag("trim_offsets", true),
                        fields.flag("use_regex", true));
            case "BertProcessing" -> new BertProcessing(special(fields, "sep"), special(fields, "cls"));
            case "RobertaProcessing" ->
                new RobertaProcessing(
                        special(fields, "sep"),
                        special(fields, "cls"),
                        fields.flag("trim_offsets", true),
                        fields.flag("add_prefix_space", true));
            case "TemplateProcessing" ->
                new TemplateProcessing(
                        template(fields, "single"),
                        template(fields, "pair"),
                        specialTokens(fields.object("special_tokens")));
            case "Sequence" -> sequence(fields);
            default ->
                throw new TokenizerException("post-processor: the type \"" + type
                        + "\" is not supported; expected BertProcessing, ByteLevel, RobertaProcessing, Sequence or"
                        + " TemplateProcessing");
        };
    }

    private static PostProcessor sequence(JsonFields fields) {
        List<PostProcessor> processors = new ArrayList<>();
        for (JsonNode processor : fields.array("processors")) {
            processors.add(fromJson(processor));
        }
        return new ProcessorSequence(processors);
    }

    private static SpecialToken special(JsonFields fields, String name) {
        JsonNode pair = fields.array(name);
        if (pair.size() != 2 || !pair.get(0).isTextual() || !isId(pair.get(1))) {
            throw fields.wrong(name, "a text and its id", pair);
        }
        return new SpecialToken(pair.get(0).textValue(), pair.get(1).intValue());
    }

    private static boolean isId(JsonNode json) {
        return json.isIntegralNumber() && json.canConvertToInt() && json.intValue() >= 0;
    }

    private static List<TemplateProcessing.Piece> template(JsonFields fields, String name) {
        List<TemplateProcessing.Piece> pieces = new ArrayList<>();
        for (JsonNode json : fields.array(name)) {
            if (json.has("Sequence")) {
                JsonFields text = JsonFields.of(json.path("Sequence"), "TemplateProcessing's Sequence");
                String id = text.text("id");
                if (!id.equals("A") && !id.equals("B")) {
                    throw text.wrong("id", "A or B", json.path("Sequence").path("id"));
                }
                pieces.add(new TemplateProcessing.Text(id.equals("B"), text.count("type_id")));
            } else if (json.has("SpecialToken")) {
                JsonFields token = JsonFields.of(json.path("SpecialToken"), "TemplateProcessing's SpecialToken");
                pieces.add(new TemplateProcessing.Special(token.text("id"), token.count("type_id")));
            } else {
                throw fields.wrong(name, "objects with the member Sequence or SpecialToken", json);
            }
        }
        return pieces;
    }

    private static Map<String, TemplateProcessing.Tokens> specialTokens(JsonNode json) {
        Map<String, TemplateProcessing.Tokens> result = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            JsonFields fields = JsonFields.of(entry.getValue(), "special token " + entry.getKey());
            List<Integer> ids = new ArrayList<>();
            for (JsonNode id : fields.array("ids")) {
                if (!isId(id)) {
                    throw fields.wrong("ids", "whole numbers from 0 to 2147483647", id);
                }
                ids.add(id.intValue());
            }
            List<String> texts = new ArrayList<>();
            for (JsonNode text : fields.array("tokens")) {
                if (!text.isTextual()) {
                    throw fields.wrong("tokens", "texts", text);
                }
                texts.add(text.textValue());
            }
            result.put(entry.getKey(), new TemplateProcessing.Tokens(texts, ids));
        }
        return result;
    }
}
