package dev.arclight.tokenizers.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lower case and case folding of Unicode 16.0, one code point at a time and without regard to languages. */
public final class Casing {
    private static final Map<Integer, Integer> FOLD = new HashMap<>();
    private static final Map<Integer, List<Integer>> SAME = new HashMap<>();
    private static final int[] LOWER_KEYS;
    private static final int[] LOWER_VALUES;
    // Lower case of the characters below U+0600 (Latin, Greek, Cyrillic, Armenian), by table.
    private static final char[] LOWER_OF_SMALL = new char[0x600];

    static {
        UnicodeFile file = UnicodeFile.read("casing.txt");
        List<int[]> lower = new ArrayList<>();
        file.each("lower", entry -> lower.add(new int[] {entry.first, entry.numbers()[0]}));
        LOWER_KEYS = lower.stream().mapToInt(pair -> pair[0]).toArray();
        LOWER_VALUES = lower.stream().mapToInt(pair -> pair[1]).toArray();
        for (int c = 0; c < LOWER_OF_SMALL.length; c++) {
            LOWER_OF_SMALL[c] = (char) c;
        }
        for (int i = 0; i < LOWER_KEYS.length && LOWER_KEYS[i] < LOWER_OF_SMALL.length; i++) {
            LOWER_OF_SMALL[LOWER_KEYS[i]] = (char) LOWER_VALUES[i];
        }
        file.each("fold", entry -> {
            int folded = entry.numbers()[0];
            FOLD.put(entry.first, folded);
            SAME.computeIfAbsent(folded, key -> new ArrayList<>(List.of(key))).add(entry.first);
        });
    }

    private Casing() {}

    /** The lower case of a code point; for U+0130, whose lower case is two, that is {@code i} and a dot above follows it. */
    public static int toLowerCase(int codePoint) {
        if (codePoint < LOWER_OF_SMALL.length) {
            return LOWER_OF_SMALL[codePoint];
        }
        int at = Arrays.binarySearch(LOWER_KEYS, codePoint);
        return at < 0 ? codePoint : LOWER_VALUES[at];
    }

    /** All code points that fold to the same one, the given one among them. */
    public static CodePointSet sameFolded(int codePoint) {
        int folded = FOLD.getOrDefault(codePoint, codePoint);
        CodePointSet.Builder builder = new CodePointSet.Builder().add(codePoint, codePoint);
        SAME.getOrDefault(folded, List.of()).forEach(c -> builder.add(c, c));
        return builder.build();
    }

    /** A set and whatever folds as one of its members does. */
    public static CodePointSet closed(CodePointSet set) {
        CodePointSet.Builder builder = new CodePointSet.Builder().add(set);
        SAME.forEach((folded, all) -> {
            for (int c : all) {
                if (set.contains(c)) {
                    all.forEach(other -> builder.add(other, other));
                    return;
                }
            }
        });
        return builder.build();
    }
}
