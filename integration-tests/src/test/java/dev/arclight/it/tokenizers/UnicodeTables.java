package dev.arclight.it.tokenizers;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.VersionInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes the Unicode tables of the module tokenizers (src/main/resources, room text).
 *
 * <p>Hugging Face's library takes its Unicode from several places: what patterns, digits and lower case need is Unicode 16.0,
 * normalization forms are 9.0, punctuation, control characters and accents of Bert's parts are older still. The tables of
 * 16.0 and 9.0 come from ICU4J 77 (Unicode 16.0, which knows in which version a character was added), the older sets from
 * asking Hugging Face's library for every code point. Run it with the resource folder as argument after a change of either.
 */
public final class UnicodeTables {
    private static final VersionInfo NINE = VersionInfo.UNICODE_9_0;
    private static final String[] CATEGORIES = {
        "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Me", "Mc", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Co",
        "Cs", "Pd", "Ps", "Pe", "Pc", "Po", "Sm", "Sc", "Sk", "So", "Pi", "Pf"
    };

    private final StringBuilder out = new StringBuilder();

    private UnicodeTables() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        write(folder, "categories.txt", new UnicodeTables().categories());
        write(folder, "scripts.txt", new UnicodeTables().scripts());
        write(folder, "casing.txt", new UnicodeTables().casing());
        write(folder, "normalization.txt", new UnicodeTables().normalization());
        write(folder, "graphemes.txt", new UnicodeTables().graphemes());
    }

    private static void write(Path folder, String name, UnicodeTables tables) throws IOException {
        String header = "# Derived from the Unicode Character Database (versions 16.0 and older), © Unicode, Inc., "
                + "used under the Unicode License v3: https://www.unicode.org/license.txt\n"
                + "# Made by dev.arclight.it.tokenizers.UnicodeTables, which says what comes from where. Numbers are "
                + "hexadecimal.\n";
        Files.write(folder.resolve(name), (header + tables.out).getBytes(StandardCharsets.UTF_8));
    }

    private UnicodeTables categories() {
        ranges(
                "category",
                c -> CATEGORIES[UCharacter.getType(c)].equals("Cn") ? null : CATEGORIES[UCharacter.getType(c)]);
        set("alphabetic", c -> UCharacter.hasBinaryProperty(c, UProperty.ALPHABETIC));
        set("lowercase", c -> UCharacter.hasBinaryProperty(c, UProperty.LOWERCASE));
        set("uppercase", c -> UCharacter.hasBinaryProperty(c, UProperty.UPPERCASE));
        set("bertPunctuation", removedBy("null", "{\"type\":\"Punctuation\",\"behavior\":\"Removed\"}"));
        // What is replaced by a space is still there.
        String clean = "{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":false,"
                + "\"strip_accents\":false,\"lowercase\":false}";
        BitSet other = removedBy(clean, "null");
        for (int c = 0; c < 0x3001; c++) {
            boolean control = UCharacter.getType(c) == com.ibm.icu.lang.UCharacterCategory.CONTROL;
            if (UCharacter.hasBinaryProperty(c, UProperty.WHITE_SPACE)
                    && (!control || c == '\t' || c == '\n' || c == '\r')) {
                other.clear(c);
            }
        }
        set("bertControl", other);
        String accents = "{\"type\":\"BertNormalizer\",\"clean_text\":false,\"handle_chinese_chars\":false,"
                + "\"strip_accents\":true,\"lowercase\":false}";
        BitSet marks = removedBy(accents, "null");
        Normalizer2 nfd = Normalizer2.getNFDInstance();
        for (int c = 0; c < 0x110000; c++) {
            // A character that decomposes is gone too; of those, only what decomposes into marks alone is a mark.
            if (nfd.getDecomposition(c) != null
                    && UCharacter.getType(nfd.getDecomposition(c).codePointAt(0)) != 6) {
                marks.clear(c);
            }
        }
        set("bertAccent", marks);
        set("combiningMark", removedBy("{\"type\":\"StripAccents\"}", "null"));
        return this;
    }

    private UnicodeTables scripts() {
        ranges("script", c -> {
            int script = UScript.getScript(c);
            return script == UScript.UNKNOWN ? null : UScript.getName(script);
        });
        try (Probe probe = Probe.of("null", "{\"type\":\"UnicodeScripts\"}")) {
            // A text of characters without a script has no pieces at all.
            List<Integer> with = new ArrayList<>();
            for (int c = 0; c < 0x110000; c++) {
                if (!surrogate(c) && !probe.pieces(Character.toString(c)).isEmpty()) {
                    with.add(c);
                }
            }
            String[] classes = new String[0x110000];
            List<Integer> representatives = new ArrayList<>();
            for (int i = 0; i < with.size(); i++) {
                int c = with.get(i);
                if (i > 0 && together(probe, with.get(i - 1), c)) {
                    classes[c] = classes[with.get(i - 1)];
                    continue;
                }
                int k = 0;
                while (k < representatives.size() && !together(probe, representatives.get(k), c)) {
                    k++;
                }
                if (k == representatives.size()) {
                    representatives.add(c);
                }
                classes[c] = Integer.toHexString(k + 1);
            }
            ranges("sentencePiece", c -> classes[c]);
        }
        return this;
    }

    private static boolean together(Probe probe, int a, int b) {
        return probe.pieces(Character.toString(a) + Character.toString(b)).size() == 1;
    }

    private UnicodeTables casing() {
        map("lower", c -> c == UCharacter.toLowerCase(c) ? null : hex(UCharacter.toLowerCase(c)));
        map("fold", c -> c == UCharacter.foldCase(c, true) ? null : hex(UCharacter.foldCase(c, true)));
        return this;
    }

    private UnicodeTables normalization() {
        Normalizer2 nfd = Normalizer2.getNFDInstance();
        Normalizer2 nfc = Normalizer2.getNFCInstance();
        Normalizer2 nfkd = Normalizer2.getNFKDInstance();
        ranges("class", c -> {
            int k = UCharacter.getCombiningClass(c);
            return k == 0 || !inNine(c) ? null : Integer.toHexString(k);
        });
        map("canonical", c -> hangul(c) || !inNine(c) ? null : hexes(nfd.getDecomposition(c)));
        map("compatibility", c -> {
            String canonical = nfd.getDecomposition(c);
            String full = nfkd.getDecomposition(c);
            return hangul(c) || !inNine(c) || full == null || full.equals(canonical) ? null : hexes(full);
        });
        map("composition", c -> {
            String raw = nfc.getRawDecomposition(c);
            if (raw == null || hangul(c) || !inNine(c) || raw.codePointCount(0, raw.length()) != 2) {
                return null;
            }
            int first = raw.codePointAt(0);
            int second = raw.codePointBefore(raw.length());
            return nfc.composePair(first, second) == c ? hexes(raw) : null;
        });
        return this;
    }

    private static boolean hangul(int c) {
        return c >= 0xAC00 && c < 0xD7A4;
    }

    private static boolean inNine(int c) {
        VersionInfo age = UCharacter.getAge(c);
        return age.getMajor() > 0 && age.compareTo(NINE) <= 0;
    }

    private UnicodeTables graphemes() {
        ranges("break", c -> {
            int value = UCharacter.getIntPropertyValue(c, UProperty.GRAPHEME_CLUSTER_BREAK);
            return value == 0 || c >= 0xAC00 && c < 0xD7A4
                    ? null
                    : UCharacter.getPropertyValueName(UProperty.GRAPHEME_CLUSTER_BREAK, value, 0);
        });
        ranges("conjunct", c -> {
            int value = UCharacter.getIntPropertyValue(c, UProperty.INDIC_CONJUNCT_BREAK);
            return value == 0 ? null : UCharacter.getPropertyValueName(UProperty.INDIC_CONJUNCT_BREAK, value, 1);
        });
        set("pictographic", c -> UCharacter.hasBinaryProperty(c, UProperty.EXTENDED_PICTOGRAPHIC));
        return this;
    }

    /** The code points that are not in the text any more, each asked for alone among others that cannot meet it. */
    private static BitSet removedBy(String normalizer, String preTokenizer) {
        BitSet removed = new BitSet();
        try (Probe probe = Probe.of(normalizer, preTokenizer)) {
            for (int first = 0; first < 0x110000; first += 512) {
                StringBuilder text = new StringBuilder();
                for (int c = first; c < first + 512; c++) {
                    if (!surrogate(c)) {
                        text.appendCodePoint(c);
                        removed.set(c);
                    }
                }
                probe.normalized(text.toString()).codePoints().forEach(removed::clear);
            }
        }
        return removed;
    }

    private static boolean surrogate(int c) {
        return c >= 0xD800 && c < 0xE000;
    }

    private void set(String name, BitSet members) {
        set(name, members::get);
    }

    private void set(String name, IntPredicate members) {
        ranges(name, c -> members.test(c) ? "" : null);
    }

    private void ranges(String name, IntFunction<@Nullable String> valueOf) {
        out.append('@').append(name).append('\n');
        int from = 0;
        String value = null;
        for (int c = 0; c <= 0x110000; c++) {
            String next = c == 0x110000 || surrogate(c) ? null : valueOf.apply(c);
            if (value == null ? next == null : value.equals(next)) {
                continue;
            }
            if (value != null) {
                out.append(hex(from));
                if (c - 1 > from) {
                    out.append('-').append(hex(c - 1));
                }
                out.append(value.isEmpty() ? "" : " " + value).append('\n');
            }
            from = c;
            value = next;
        }
    }

    private void map(String name, IntFunction<@Nullable String> valueOf) {
        out.append('@').append(name).append('\n');
        for (int c = 0; c < 0x110000; c++) {
            String value = surrogate(c) ? null : valueOf.apply(c);
            if (value != null) {
                out.append(hex(c)).append(' ').append(value).append('\n');
            }
        }
    }

    private static String hex(int c) {
        return Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
    }

    private static @Nullable String hexes(@Nullable String text) {
        if (text == null) {
            return null;
        }
        StringBuilder result = new StringBuilder();
        text.codePoints()
                .forEach(c -> result.append(result.length() == 0 ? "" : " ").append(hex(c)));
        return result.toString();
    }
}
