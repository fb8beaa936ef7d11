package dev.arclight.tokenizers.models;

import java.util.Locale;

/** The tokens that stand for single bytes, written as {@code <0xE2>}. */
final class FallbackBytes {
    private static final String[] TOKENS = new String[256];

    static {
        for (int i = 0; i < TOKENS.length; i++) {
            TOKENS[i] = String.format(Locale.ROOT, "<0x%02X>", i);
        }
    }

    private FallbackBytes() {}

    /** The id of each byte, or {@link Vocabulary#NONE}. */
    static int[] ids(Vocabulary vocabulary) {
        int[] ids = new int[TOKENS.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = vocabulary.id(TOKENS[i]);
        }
        return ids;
    }
}
