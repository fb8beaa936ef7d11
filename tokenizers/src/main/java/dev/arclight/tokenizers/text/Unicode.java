package dev.arclight.tokenizers.text;

import java.util.HashMap;
import java.util.Map;

/**
 * What kind of character a code point is, the same on every JDK.
 *
 * <p>Categories, properties and lower case are those of Unicode 16.0. Methods that begin with {@code bert} and {@link
 * #isCombiningMark} answer by the older versions that Hugging Face's tokenizers use in those places, so that ids agree.
 */
public final class Unicode {
    private static final UnicodeFile FILE = UnicodeFile.read("categories.txt");
    private static final Map<String, CodePointSet> CATEGORIES = categories();

    /** Letters, {@code \p{L}}. */
    public static final CodePointSet LETTERS = category("L");

    /** Numbers of all kinds, {@code \p{N}}. */
    public static final CodePointSet NUMBERS = category("N");

    /** White space, {@code \s}. */
    public static final CodePointSet WHITE_SPACE = new CodePointSet.Builder()
            .add(0x09, 0x0D)
            .add(0x20, 0x20)
            .add(0x85, 0x85)
            .add(0xA0, 0xA0)
            .add(0x1680, 0x1680)
            .add(0x2000, 0x200A)
            .add(0x2028, 0x2029)
            .add(0x202F, 0x202F)
            .add(0x205F, 0x205F)
            .add(0x3000, 0x3000)
            .build();

    /** What has the property Alphabetic. */
    public static final CodePointSet ALPHABETIC = FILE.set("alphabetic");

    /** What has the property Lowercase. */
    public static final CodePointSet LOWERCASE = FILE.set("lowercase");
    /** What has the property Uppercase. */
    public static final CodePointSet UPPERCASE = FILE.set("uppercase");

    /** Letters, marks, decimal digits, connecting punctuation: {@code \p{Word}}. */
    public static final CodePointSet WORD =
            ALPHABETIC.union(category("M")).union(category("Nd")).union(category("Pc"));

    // A word character of Rust's patterns may be a joiner too.
    private static final CodePointSet WORD_OR_JOINER = WORD.union(CodePointSet.range(0x200C, 0x200D));
    private static final CodePointSet BERT_PUNCTUATION = FILE.set("bertPunctuation");
    private static final CodePointSet BERT_CONTROL = FILE.set("bertControl");
    private static final CodePointSet BERT_ACCENT = FILE.set("bertAccent");
    private static final CodePointSet COMBINING_MARK = FILE.set("combiningMark");

    private Unicode() {}

    private static Map<String, CodePointSet> categories() {
        Map<String, CodePointSet> all = new HashMap<>(FILE.sets("category"));
        Map<String, CodePointSet.Builder> groups = new HashMap<>();
        CodePointSet.Builder assigned = new CodePointSet.Builder().add(0xD800, 0xDFFF);
        all.forEach((name, set) -> {
            groups.computeIfAbsent(name.substring(0, 1), key -> new CodePointSet.Builder())
                    .add(set);
            assigned.add(set);
        });
        CodePointSet unassigned = assigned.build().complement();
        all.put("Cn", unassigned);
        all.put("Cs", CodePointSet.range(0xD800, 0xDFFF));
        groups.computeIfAbsent("C", key -> new CodePointSet.Builder())
                .add(unassigned)
                .add(0xD800, 0xDFFF);
        groups.forEach((name, builder) -> all.put(name, builder.build()));
        CodePointSet.Builder cased = new CodePointSet.Builder();
        for (String name : new String[] {"Lu", "Ll", "Lt"}) {
            cased.add(all.getOrDefault(name, CodePointSet.EMPTY));
        }
        all.put("LC", cased.build());
        return all;
    }

    /**
     * The code points of a general category ({@code Lu}) or a group of them ({@code L}).
     *
     * @throws TokenizerException when there is no such category
     */
    public static CodePointSet category(String name) {
        CodePointSet set = CATEGORIES.get(name);
        if (set == null) {
            throw new TokenizerException("there is no Unicode category " + name);
        }
        return set;
    }

    /** Whether there is a general category, or a group of them, of this name. */
    public static boolean isCategory(String name) {
        return CATEGORIES.containsKey(name);
    }

    /** Whether a code point is a letter. */
    public static boolean isLetter(int codePoint) {
        return codePoint < 0x80 ? (codePoint | 0x20) >= 'a' && (codePoint | 0x20) <= 'z' : LETTERS.contains(codePoint);
    }

    /** Whether a code point is a number of any kind. */
    public static boolean isNumber(int codePoint) {
        return codePoint < 0x80 ? codePoint >= '0' && codePoint <= '9' : NUMBERS.contains(codePoint);
    }

    /** Whether {@code \w} of Rust's patterns matches: WORD and the two joiners. */
    public static boolean isWordOrJoiner(int codePoint) {
        return WORD_OR_JOINER.contains(codePoint);
    }

    /** Whether a code point is punctuation for Bert: all ASCII that is visible and neither letter nor digit, and \p{P} of Unicode 8. */
    public static boolean isBertPunctuation(int codePoint) {
        return BERT_PUNCTUATION.contains(codePoint);
    }

    /** Whether Bert's cleaning removes a code point: NUL, U+FFFD, control, format and private-use characters. */
    public static boolean isBertControl(int codePoint) {
        return BERT_CONTROL.contains(codePoint);
    }

    /** Whether Bert's normalizer takes a code point for an accent: nonspacing marks of an old Unicode. */
    public static boolean isBertAccent(int codePoint) {
        return BERT_ACCENT.contains(codePoint);
    }

    /** Whether a code point is a combining mark of Unicode 9. */
    public static boolean isCombiningMark(int codePoint) {
        return COMBINING_MARK.contains(codePoint);
    }

    /** Whether Bert's normalizer puts spaces around a code point: the blocks of Chinese characters. */
    public static boolean isChinese(int c) {
        return c >= 0x4E00 && c <= 0x9FFF
                || c >= 0x3400 && c <= 0x4DBF
                || c >= 0xF900 && c <= 0xFAFF
                || c >= 0x20000 && isRareChinese(c);
    }

    // Between 2B81F and 2B920 the library has a gap, and so have we.
    private static boolean isRareChinese(int c) {
        return c <= 0x2A6DF
                || c >= 0x2A700 && c <= 0x2B81F
                || c >= 0x2B920 && c <= 0x2CEAF
                || c >= 0x2F800 && c <= 0x2FA1F;
    }
}
