package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;

/** Puts a text before each that is not empty; it takes the span of the first character. */
public final class Prepend implements Normalizer {
    private final String prefix;

    /** A normalizer that puts {@code prefix} before texts. */
    public Prepend(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public void normalize(NormalizedText text) {
        if (text.length() == 0 || prefix.isEmpty()) {
            return;
        }
        text.beginRewrite();
        text.append(prefix, 0);
        text.copy(0, text.length());
        text.endRewrite();
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json("Prepend").put("prepend", prefix);
    }
}
