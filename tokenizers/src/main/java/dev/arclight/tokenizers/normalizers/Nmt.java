package dev.arclight.tokenizers.normalizers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arclight.tokenizers.text.NormalizedText;

/** What SentencePiece's rules "nmt" do: remove control characters, and make spaces of what looks like one. */
public final class Nmt implements Normalizer {
    /** A normalizer without settings. */
    public Nmt() {}

    @Override
    public void normalize(NormalizedText text) {
        Filters.remove(text, Nmt::isRemoved);
        char[] chars = text.chars();
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (isSpace(chars[i])) {
                chars[i] = ' ';
            }
        }
    }

    private static boolean isRemoved(int c) {
        if (c >= ' ' && c < 0x7F) {
            return false;
        }
        return c >= 1 && c <= 8 || c == 0xB || c >= 0xE && c <= 0x1F || c == 0x7F || c == 0x8F || c == 0x9F;
    }

    private static boolean isSpace(char c) {
        return switch (c) {
            case 9,
                    0xA,
                    0xC,
                    0xD,
                    0x1680,
                    0x200B,
                    0x200C,
                    0x200D,
                    0x200E,
                    0x200F,
                    0x2028,
                    0x2029,
                    0x2581,
                    0xFEFF,
                    0xFFFD -> true;
            default -> false;
        };
    }

    @Override
    public ObjectNode toJson() {
        return Filters.json("Nmt");
    }
}
