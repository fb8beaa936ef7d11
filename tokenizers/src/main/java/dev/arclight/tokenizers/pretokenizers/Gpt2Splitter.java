package dev.arclight.tokenizers.pretokenizers;

import dev.arclight.tokenizers.text.NormalizedText;
import dev.arclight.tokenizers.text.PreTokenizedText;
import dev.arclight.tokenizers.text.Unicode;
import dev.arclight.tokenizers.text.WhiteSpace;

/**
 * Cuts text as GPT-2's {@link #PATTERN} does, without a regular expression: English contractions, words, numbers and runs of
 * other characters, each with one space before it, and white space.
 */
final class Gpt2Splitter implements PreTokenizedText.Splitter {
    static final String PATTERN = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
    static final Gpt2Splitter INSTANCE = new Gpt2Splitter();

    private static final byte OTHER = 0;
    private static final byte LETTER = 1;
    private static final byte NUMBER = 2;
    private static final byte SPACE = 3;
    // The class of each char of the first plane; halves of surrogate pairs are looked up as a whole.
    private static final byte[] CLASSES = new byte[0x10000];

    static {
        for (int c = 0; c < CLASSES.length; c++) {
            CLASSES[c] = classOf(c);
        }
    }

    private Gpt2Splitter() {}

    private static byte classOf(int codePoint) {
        if (WhiteSpace.is(codePoint)) {
            return SPACE;
        }
        return Unicode.isLetter(codePoint) ? LETTER : Unicode.isNumber(codePoint) ? NUMBER : OTHER;
    }

    @Override
    public void split(NormalizedText text, int from, int to, PreTokenizedText pieces) {
        char[] chars = text.chars();
        int i = from;
        while (i < to) {
            int end = next(chars, i, to);
            pieces.add(i, end);
            i = end;
        }
    }

    /** The end of the piece that begins at a char. */
    private static int next(char[] chars, int at, int to) {
        char c = chars[at];
        if (c == '\'') {
            int end = contraction(chars, at, to);
            if (end > 0) {
                return end;
            }
        }
        int start = c == ' ' && at + 1 < to ? at + 1 : at;
        byte kind = kind(chars, start, to);
        if (kind == SPACE) {
            return endOfSpace(chars, at, to);
        }
        int i = start + width(chars, start, to);
        while (i < to && kind(chars, i, to) == kind) {
            i += width(chars, i, to);
        }
        return i;
    }

    private static int endOfSpace(char[] chars, int at, int to) {
        int i = at + 1;
        while (i < to && CLASSES[chars[i]] == SPACE) {
            i++;
        }
        // The last one goes to what follows, unless it is alone.
        return i == to || i == at + 1 ? i : i - 1;
    }

    private static int contraction(char[] chars, int at, int to) {
        if (at + 1 >= to) {
            return -1;
        }
        char a = chars[at + 1];
        if (a == 's' || a == 't' || a == 'm' || a == 'd') {
            return at + 2;
        }
        if (at + 2 >= to) {
            return -1;
        }
        char b = chars[at + 2];
        return (a == 'r' || a == 'v') && b == 'e' || a == 'l' && b == 'l' ? at + 3 : -1;
    }

    private static byte kind(char[] chars, int at, int to) {
        char c = chars[at];
        if (Character.isHighSurrogate(c) && at + 1 < to) {
            return classOf(Character.toCodePoint(c, chars[at + 1]));
        }
        return CLASSES[c];
    }

    private static int width(char[] chars, int at, int to) {
        return Character.isHighSurrogate(chars[at]) && at + 1 < to ? 2 : 1;
    }
}
