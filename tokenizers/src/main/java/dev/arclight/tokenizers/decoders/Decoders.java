package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.tokenizers.text.JsonFields;
import dev.arclight.tokenizers.text.TokenizerException;
import dev.arclight.tokenizers.text.regex.Regex;
import java.util.ArrayList;
import java.util.List;

/** Builds decoders from what tokenizer.json holds. */
public final class Decoders {
    private Decoders() {}

    /**
     * The decoder that a JSON object describes by its "type".
     *
     * @throws TokenizerException when the type is unknown or a member is missing or of the wrong kind
     */
    public static Decoder fromJson(JsonNode json) {
        String type = JsonFields.of(json, "decoder").text("type");
        JsonFields fields = JsonFields.of(json, "decoder " + type);
        return switch (type) {
            case "BPEDecoder" -> new BpeDecoder(fields.text("suffix", "</w>"));
            case "ByteFallback" -> new ByteFallbackDecoder();
            case "ByteLevel" ->
                new ByteLevelDecoder(
                        fields.flag("add_prefix_space", true),
                        fields.flag("trim_offsets", true),
                        fields.flag("use_regex", true));
            case "CTC" ->
                new CtcDecoder(
                        fields.text("pad_token", "<pad>"),
                        fields.text("word_delimiter_token", "|"),
                        fields.flag("cleanup", true));
            case "Fuse" -> new FuseDecoder();
            case "Metaspace" -> metaspace(fields);
            case "Replace" -> new ReplaceDecoder(Regex.fromJson(fields, "pattern"), fields.text("content"));
            case "Sequence" -> sequence(fields);
            case "Strip" -> new StripDecoder(codePoint(fields, "content"), fields.count("start"), fields.count("stop"));
            case "WordPiece" -> new WordPieceDecoder(fields.text("prefix", "##"), fields.flag("cleanup", true));
            default ->
                throw new TokenizerException("decoder: the type \"" + type
                        + "\" is not supported; expected BPEDecoder, ByteFallback, ByteLevel, CTC, Fuse, Metaspace, Replace,"
                        + " Sequence, Strip or WordPiece");
        };
    }

    private static Decoder metaspace(JsonFields fields) {
        String replacement = Character.toString(codePoint(fields, "replacement"));
        String scheme = fields.optionalText("prepend_scheme").orElse("always");
        if (!scheme.equals("always") && !scheme.equals("first") && !scheme.equals("never")) {
            throw fields.wrong("prepend_scheme", "always, first or never", fields.required("prepend_scheme"));
        }
        // Old files say whether a mark is put before the text with this flag alone.
        if (!fields.flag("add_prefix_space", true)) {
            scheme = "never";
        }
        return new MetaspaceDecoder(replacement, scheme, fields.flag("split", true));
    }

    private static int codePoint(JsonFields fields, String name) {
        String text = fields.text(name);
        if (text.isEmpty() || text.codePointCount(0, text.length()) != 1) {
            throw fields.wrong(name, "a text of one character", fields.required(name));
        }
        return text.codePointAt(0);
    }

    private static Decoder sequence(JsonFields fields) {
        List<Decoder> decoders = new ArrayList<>();
        for (JsonNode decoder : fields.array("decoders")) {
            decoders.add(fromJson(decoder));
        }
        return new DecoderSequence(decoders);
    }
}
