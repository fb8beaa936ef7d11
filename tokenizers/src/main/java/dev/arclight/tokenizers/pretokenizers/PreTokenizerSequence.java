package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.PreTokenizedText;
import java.util.List;

/** Pre-tokenizers one after another, each on the pieces of the one before. */
public final class PreTokenizerSequence implements PreTokenizer {
    private final List<PreTokenizer> parts;

    /** A pre-tokenizer that applies others in their order. */
    public PreTokenizerSequence(List<PreTokenizer> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public void preTokenize(PreTokenizedText text) {
        for (PreTokenizer part : parts) {
            part.preTokenize(text);
        }
    }

    @Override
    public boolean needsOffsets() {
        return parts.stream().anyMatch(PreTokenizer::needsOffsets);
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
        ArrayNode array = json.putArray("pretokenizers");
        parts.forEach(part -> array.add(part.toJson()));
        return json;
    }
}
