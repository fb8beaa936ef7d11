package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Turns the suffix that ends words into a space, and leaves it out of the last token. */
public final class BpeDecoder implements Decoder {
    private final String suffix;

    /** A decoder for words that end with a suffix. */
    public BpeDecoder(String suffix) {
        this.suffix = suffix;
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = new ArrayList<>(tokens.size());
        for (int i = 0; i < tokens.size(); i++) {
            parts.add(tokens.get(i).replace(suffix, i == tokens.size() - 1 ? "" : " "));
        }
        return parts;
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance.objectNode().put("type", "BPEDecoder").put("suffix", suffix);
    }
}
