package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;

/**
 * Changes a text before it is split.
 *
 * <p>An implementation first looks whether the text needs a change at all, then changes it in place or writes it anew, as
 * {@link NormalizedText} says. Where one old char becomes several, or several become one, each new char names one old char
 * whose span it takes. It keeps no state between texts, so one object serves all threads.
 */
public interface Normalizer {
    /** Changes the text. */
    void normalize(NormalizedText text);

    /** What an added token that is looked for in normalized text is looked for as. */
    default String normalizeToken(String content) {
        NormalizedText text = NormalizedText.of(content);
        normalize(text);
        return text.toString();
    }

    /** What tokenizer.json holds for this normalizer: an object with its "type". */
    ObjectNode toJson();
}
