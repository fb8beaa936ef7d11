package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.regex.Regex;
import java.util.ArrayList;
import java.util.List;

/** Puts a text where a pattern matches in a token. */
public final class ReplaceDecoder implements Decoder {
    private final Regex pattern;
    private final String content;

    /** A decoder that writes {@code content} for each match. */
    public ReplaceDecoder(Regex pattern, String content) {
        this.pattern = pattern;
        this.content = content;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        boolean plain = pattern.isLiteral() && !pattern.source().isEmpty();
        List<String> parts = new ArrayList<>(tokens.size());
        for (String token : tokens) {
            parts.add(plain ? token.replace(pattern.source(), content) : replaced(token));
        }
        return parts;
    }

    private String replaced(String token) {
        Regex.Finder finder = pattern.finder(token.toCharArray(), 0, token.length());
        StringBuilder result = new StringBuilder(token.length());
        int done = 0;
        while (finder.next()) {
            result.append(token, done, finder.start()).append(content);
            done = finder.end();
        }
        return result.append(token, done, token.length()).toString();
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "Replace");
        json.set("pattern", pattern.toJson());
        return json.put("content", content);
    }
}
