package dev.arclight.tokenizers.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scripts of code points: Unicode's of version 16.0, and the coarser older ones that SentencePiece splits by. */
public final class Scripts {
    private static final Map<String, CodePointSet> SCRIPTS = new HashMap<>();
    private static final byte[] CLASS_OF_BLOCK_ROW;
    private static final char[] ROWS = new char[CodePointSet.LIMIT >> 6];

    static {
        UnicodeFile file = UnicodeFile.read("scripts.txt");
        CodePointSet.Builder known = new CodePointSet.Builder();
        file.sets("script").forEach((name, set) -> {
            SCRIPTS.put(name.toLowerCase(Locale.ROOT).replace("_", ""), set);
            known.add(set);
        });
        SCRIPTS.put("unknown", known.build().complement());
        byte[] classes = new byte[CodePointSet.LIMIT];
        file.each(
                "sentencePiece",
                entry -> java.util.Arrays.fill(classes, entry.first, entry.last + 1, (byte) entry.numbers()[0]));
        Map<java.nio.ByteBuffer, Integer> rows = new HashMap<>();
        for (int row = 0; row < ROWS.length; row++) {
            int id = rows.computeIfAbsent(java.nio.ByteBuffer.wrap(classes, row << 6, 64), key -> rows.size());
            ROWS[row] = (char) id;
        }
        CLASS_OF_BLOCK_ROW = new byte[rows.size() << 6];
        rows.forEach((bytes, id) -> bytes.duplicate().get(CLASS_OF_BLOCK_ROW, id << 6, 64));
    }

    private Scripts() {}

    /** The code points of a script by its long name, in any case and without underscores, or null. */
    public static @Nullable CodePointSet named(String name) {
        return SCRIPTS.get(name);
    }

    /** A number for the script that SentencePiece splits by; 0 for spaces and what has none. Kana count as Chinese. */
    public static int sentencePiece(int codePoint) {
        return CLASS_OF_BLOCK_ROW[(ROWS[codePoint >> 6] << 6) + (codePoint & 63)];
    }
}
