package dev.arclight.tokenizers.text;

import java.util.Map;

/** Where a text may be cut between characters as people see them: extended grapheme clusters of Unicode 16.0 (UAX 29). */
public final class Graphemes {
    private static final byte OTHER = 0;
    private static final byte CR = 1;
    private static final byte LF = 2;
    private static final byte CONTROL = 3;
    private static final byte EXTEND = 4;
    private static final byte JOINER = 5;
    private static final byte FLAG = 6;
    private static final byte PREPEND = 7;
    private static final byte SPACING = 8;
    private static final byte L = 9;
    private static final byte V = 10;
    private static final byte T = 11;
    private static final byte LV = 12;
    private static final byte LVT = 13;
    private static final Map<String, Byte> NAMES = Map.of(
            "CR", CR, "LF", LF, "CN", CONTROL, "EX", EXTEND, "ZWJ", JOINER, "RI", FLAG, "PP", PREPEND, "SM", SPACING,
            "L", L);
    private static final byte[] BREAKS = new byte[CodePointSet.LIMIT];
    private static final CodePointSet CONSONANTS;
    private static final CodePointSet LINKERS;
    private static final CodePointSet LINKED_EXTENDERS;
    private static final CodePointSet PICTOGRAPHS;

    static {
        UnicodeFile file = UnicodeFile.read("graphemes.txt");
        file.each("break", entry -> {
            Byte kind = NAMES.get(entry.value);
            byte value = kind != null ? kind : entry.value.equals("V") ? V : entry.value.equals("T") ? T : OTHER;
            java.util.Arrays.fill(BREAKS, entry.first, entry.last + 1, value);
        });
        for (int c = 0xAC00; c < 0xD7A4; c++) {
            BREAKS[c] = (c - 0xAC00) % 28 == 0 ? LV : LVT;
        }
        Map<String, CodePointSet> conjuncts = file.sets("conjunct");
        CONSONANTS = conjuncts.getOrDefault("Consonant", CodePointSet.EMPTY);
        LINKERS = conjuncts.getOrDefault("Linker", CodePointSet.EMPTY);
        LINKED_EXTENDERS = conjuncts.getOrDefault("Extend", CodePointSet.EMPTY);
        PICTOGRAPHS = file.set("pictographic");
    }

    private Graphemes() {}

    /** The end of the cluster that begins at an index. */
    public static int next(NormalizedText text, int from) {
        int to = text.length();
        int before = text.codePointAt(from);
        int i = from + Character.charCount(before);
        byte left = BREAKS[before];
        int flags = left == FLAG ? 1 : 0;
        // 1 after a pictograph and what extends it, 2 after a joiner behind that.
        int picture = PICTOGRAPHS.contains(before) ? 1 : 0;
        // 1 after a consonant and what extends it, 2 when a linker was among that.
        int conjunct = CONSONANTS.contains(before) ? 1 : 0;
        while (i < to) {
            int c = text.codePointAt(i);
            byte right = BREAKS[c];
            boolean pictograph = PICTOGRAPHS.contains(c);
            boolean consonant = CONSONANTS.contains(c);
            boolean joined = joins(left, right)
                    || conjunct == 2 && consonant
                    || picture == 2 && pictograph
                    || left == FLAG && right == FLAG && (flags & 1) == 1;
            if (!joined) {
                return i;
            }
            flags = right == FLAG ? flags + 1 : 0;
            picture = pictograph ? 1 : right == EXTEND && picture == 1 ? 1 : right == JOINER && picture == 1 ? 2 : 0;
            if (consonant) {
                conjunct = 1;
            } else if (LINKERS.contains(c)) {
                conjunct = conjunct > 0 ? 2 : 0;
            } else if (!LINKED_EXTENDERS.contains(c)) {
                conjunct = 0;
            }
            left = right;
            i += Character.charCount(c);
        }
        return to;
    }

    private static boolean joins(byte left, byte right) {
        if (left == CR) {
            return right == LF;
        }
        if (left == LF || left == CONTROL || right == CR || right == LF || right == CONTROL) {
            return false;
        }
        if (right == EXTEND || right == JOINER || right == SPACING || left == PREPEND) {
            return true;
        }
        return switch (left) {
            case L -> right == L || right == V || right == LV || right == LVT;
            case LV, V -> right == V || right == T;
            case LVT, T -> right == T;
            default -> false;
        };
    }
}
