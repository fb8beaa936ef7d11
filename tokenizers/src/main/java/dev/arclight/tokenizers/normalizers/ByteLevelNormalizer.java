package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.ByteAlphabet;
import dev.arclight.tokenizers.text.NormalizedText;

/** Spells each UTF-8 byte of a text as one char of {@link ByteAlphabet}. */
public final class ByteLevelNormalizer implements Normalizer {
    /** A normalizer without settings. */
    public ByteLevelNormalizer() {}

    @Override
    public void normalize(NormalizedText text) {
        int length = text.length();
        text.beginRewrite();
        for (int i = 0; i < length; ) {
            int c = text.codePointAt(i);
            ByteAlphabet.spell(c, i, text);
            i += Character.charCount(c);
        }
        text.endRewrite();
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json("ByteLevel");
    }
}
