package dev.arclight.tokenizers.pretokenizers;

import dev.arclight.tokenizers.text.PreTokenizedText;

/** What pre-tokenizers ask about the beginnings of pieces. */
final class Prefixes {
    private Prefixes() {}

    /** Whether any free piece begins with another char. */
    static boolean missing(PreTokenizedText text, char first) {
        text.spellBytes();
        char[] chars = text.text().chars();
        for (int i = 0; i < text.size(); i++) {
            if (text.id(i) < 0 && chars[text.from(i)] != first) {
                return true;
            }
        }
        return false;
    }
}
