package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Several decoders, one after another. */
public final class DecoderSequence implements Decoder {
    private final List<Decoder> decoders;

    /** These decoders in order. */
    public DecoderSequence(List<Decoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    @Override
    public List<String> decodeParts(List<String> tokens) {
        List<String> parts = tokens;
        for (Decoder decoder : decoders) {
            parts = decoder.decodeParts(parts);
        }
        return parts;
    }

    @Override
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
        ArrayNode array = json.putArray("decoders");
        decoders.forEach(decoder -> array.add(decoder.toJson()));
        return json;
    }
}
