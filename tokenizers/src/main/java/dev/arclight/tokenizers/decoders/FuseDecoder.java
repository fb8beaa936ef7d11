package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Makes one part of all, for decoders after it that look at the whole. */
public final class FuseDecoder implements Decoder {
    /** A decoder; it has no settings. */
    public FuseDecoder() {}

    @Override
    public List<String> decodeParts(List<String> tokens) {
        return List.of(String.join("", tokens));
    }

    @Override
    public ObjectNode toJson() {
        return JsonNodeFactory.instance.objectNode().put("type", "Fuse");
    }
}
