package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Replaces a text in each token. */
public final class ReplaceDecoder implements Decoder {
    private final String pattern;
    private final String content;

    /** A decoder that writes {@code content} where {@code pattern} stands. */
    public ReplaceDecoder(String pattern, String content) {
        this.pattern = pattern;
        this.content = content;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        for (String token : tokens) {
            parts.add(token.replace(pattern, content));
        }
        return parts;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "Replace");
        json.putObject("pattern").put("String", pattern);
        return json.put("content", content);
    }
}
