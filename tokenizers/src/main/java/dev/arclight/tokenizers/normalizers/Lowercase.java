package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.Casing;
import dev.arclight.tokenizers.text.NormalizedText;

/** Makes each code point lower case, by Unicode 16.0 and without regard to its neighbours. */
public final class Lowercase implements Normalizer {
    static final Lowercase INSTANCE = new Lowercase();
    private static final int CAPITAL_I_WITH_DOT = 0x130;
    private static final int DOT_ABOVE = 0x307;

    /** A normalizer without settings. */
    public Lowercase() {}

    @Override
    public void normalize(NormalizedText text) {
        char[] chars = text.chars();
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                if (c >= 'A' && c <= 'Z') {
                    chars[i] = (char) (c | 0x20);
                }
            } else if (c == CAPITAL_I_WITH_DOT) {
                rewrite(text, i);
                return;
            } else if (Character.isHighSurrogate(c)) {
                int lower = Casing.toLowerCase(text.codePointAt(i));
                chars[i] = Character.highSurrogate(lower);
                chars[++i] = Character.lowSurrogate(lower);
            } else {
                chars[i] = (char) Casing.toLowerCase(c);
            }
        }
    }

    private static void rewrite(NormalizedText text, int first) {
        int length = text.length();
        text.beginRewrite();
        text.copy(0, first);
        for (int i = first; i < length; ) {
            int c = text.codePointAt(i);
            text.append(Casing.toLowerCase(c), i);
            if (c == CAPITAL_I_WITH_DOT) {
                text.append(DOT_ABOVE, i);
            }
            i += Character.charCount(c);
        }
        text.endRewrite();
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json("Lowercase");
    }
}
