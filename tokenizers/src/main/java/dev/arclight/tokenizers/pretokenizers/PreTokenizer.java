package dev.arclight.tokenizers.pretokenizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.PreTokenizedText;

/**
 * Splits a normalized text into pieces; no token ever spans two.
 *
 * <p>An implementation calls {@link PreTokenizedText#split} or {@link PreTokenizedText#rewrite} (or both, one after the
 * other), which hand it one free piece after another. It keeps no state between texts, so one object serves all threads.
 */
public interface PreTokenizer {
    /** Splits or changes the free pieces of the text. */
    void preTokenize(PreTokenizedText text);

    /**
     * Whether what it does depends on where in the original text a piece lies, so that spans must be kept even when the user
     * asks for ids alone.
     */
    default boolean needsOffsets() {
        return false;
    }

    /** What tokenizer.json holds for this pre-tokenizer: an object with its "type". */
    ObjectNode toJson();
}
