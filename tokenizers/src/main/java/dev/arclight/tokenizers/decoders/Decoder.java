package dev.arclight.tokenizers.decoders;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Turns tokens back into text. It keeps no state between calls, so one object serves all threads. */
public interface Decoder {
    /** Changes the tokens into parts of the text, in order; the text is the parts one after another. */
    List<String> decodeParts(List<String> tokens);

    /** The text of the tokens. */
    default String decode(List<String> tokens) {
        return String.join("", decodeParts(tokens));
    }

    /** What tokenizer.json holds for this decoder: an object with its "type". */
    ObjectNode toJson();
}
