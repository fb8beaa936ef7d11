package dev.arclight.tokenizers.text;

import java.util.Arrays;

/**
 * A text that normalizers change and that still knows, for each of its chars, which chars of the original text it came from.
 *
 * <p>The text is an array of UTF-16 chars, {@link #chars()} up to {@link #length()}, and is always well formed: a lone
 * surrogate of the original becomes U+FFFD when the text is set. Each char has a span of the original: all chars of a code
 * point have the same one, which covers whole code points. Spans are UTF-16 indices of the text that the user gave.
 *
 * <p>A text changes in one of two ways:
 *
 * <ul>
 *   <li>In place, when each code point is replaced by one of as many chars: write into {@link #chars()}. Spans stay.
 *   <li>By writing it anew: {@link #beginRewrite()}, then any number of {@link #append} and {@link #copy}, then {@link
 *       #endRewrite()}. Meanwhile {@link #chars()} and {@link #length()} are those of the old text. A char that is appended
 *       names the index of the old char whose span it takes; chars that are appended nowhere are removed, and their span is
 *       lost.
 * </ul>
 *
 * <p>The spans cost nothing until a text is first written anew, and nothing at all when the text was set without offsets.
 * Objects are reused for many texts; they are not safe for use by several threads.
 */
public final class NormalizedText {
    private static final char REPLACEMENT = '\uFFFD';

    private char[] chars = new char[256];
    private int length;
    private char[] nextChars = new char[0];
    private int nextLength;

    private boolean withOffsets;
    // While spans are those of the original itself, shifted by the origin, no array holds them.
    private boolean asOriginal = true;
    private int origin;
    private int[] starts = new int[0];
    private int[] ends = new int[0];
    private int[] nextStarts = new int[0];
    private int[] nextEnds = new int[0];

    /** An empty text. */
    public NormalizedText() {}

    /** The whole of a text, with offsets. */
    public static NormalizedText of(CharSequence text) {
        NormalizedText result = new NormalizedText();
        result.set(text, 0, text.length(), true);
        return result;
    }

    /**
     * Starts over with a part of an original text.
     *
     * @param from where the part begins; spans count from the beginning of {@code original}
     * @param withOffsets whether spans will be asked for; if not, {@link #start} and {@link #end} must not be called
     */
    public void set(CharSequence original, int from, int to, boolean withOffsets) {
        length = to - from;
        if (chars.length < length) {
            chars = new char[length + (length >> 2)];
        }
        if (original instanceof String string) {
            string.getChars(from, to, chars, 0);
        } else {
            for (int i = 0; i < length; i++) {
                chars[i] = original.charAt(from + i);
            }
        }
        this.withOffsets = withOffsets;
        asOriginal = true;
        origin = from;
        mendSurrogates();
    }

    private void mendSurrogates() {
        char[] array = chars;
        int n = length;
        for (int i = 0; i < n; i++) {
            char c = array[i];
            if ((c & 0xF800) != 0xD800) {
                continue;
            }
            if (c < 0xDC00 && i + 1 < n && (array[i + 1] & 0xFC00) == 0xDC00) {
                i++;
            } else {
                array[i] = REPLACEMENT;
            }
        }
    }

    /** The chars, of which the first {@link #length()} count. They may be changed in place as the class comment says. */
    public char[] chars() {
        return chars;
    }

    /** How many chars the text has now. */
    public int length() {
        return length;
    }

    /** The code point that begins at an index. */
    public int codePointAt(int index) {
        return Character.codePointAt(chars, index, length);
    }

    /** Where in the original text this text begins. */
    public int origin() {
        return origin;
    }

    /** Whether spans are kept. */
    public boolean hasOffsets() {
        return withOffsets;
    }

    /** Where in the original text the span of a char begins. */
    public int start(int index) {
        if (asOriginal) {
            return origin + (Character.isLowSurrogate(chars[index]) ? index - 1 : index);
        }
        return starts[index];
    }

    /** Where in the original text the span of a char ends. */
    public int end(int index) {
        if (asOriginal) {
            return origin + (Character.isHighSurrogate(chars[index]) ? index + 2 : index + 1);
        }
        return ends[index];
    }

    /** Begins to write the text anew; see the class comment. */
    public void beginRewrite() {
        nextLength = 0;
        if (nextChars.length < length) {
            nextChars = new char[chars.length];
        }
        if (withOffsets && nextStarts.length < nextChars.length) {
            nextStarts = new int[nextChars.length];
            nextEnds = new int[nextChars.length];
        }
    }

    /**
     * Appends a code point to the text that is being written.
     *
     * @param source the index of the old char whose span the new one takes, or -1 for an empty span at the beginning
     */
    public void append(int codePoint, int source) {
        if (codePoint < 0x10000) {
            appendChar((char) codePoint, source);
        } else {
            appendChar(Character.highSurrogate(codePoint), source);
            appendChar(Character.lowSurrogate(codePoint), source);
        }
    }

    /** Appends all chars of a well-formed text with the span of one old char (or -1, as for a code point). */
    public void append(CharSequence text, int source) {
        for (int i = 0; i < text.length(); i++) {
            appendChar(text.charAt(i), source);
        }
    }

    private void appendChar(char c, int source) {
        if (nextLength == nextChars.length) {
            growNext(nextLength + 1);
        }
        nextChars[nextLength] = c;
        if (withOffsets) {
            nextStarts[nextLength] = source < 0 ? origin : start(source);
            nextEnds[nextLength] = source < 0 ? origin : end(source);
        }
        nextLength++;
    }

    /** Appends a range of the old text as it is, with its spans. */
    public void copy(int from, int to) {
        int count = to - from;
        if (nextLength + count > nextChars.length) {
            growNext(nextLength + count);
        }
        System.arraycopy(chars, from, nextChars, nextLength, count);
        if (withOffsets) {
            if (asOriginal) {
                for (int i = 0; i < count; i++) {
                    nextStarts[nextLength + i] = start(from + i);
                    nextEnds[nextLength + i] = end(from + i);
                }
            } else {
                System.arraycopy(starts, from, nextStarts, nextLength, count);
                System.arraycopy(ends, from, nextEnds, nextLength, count);
            }
        }
        nextLength += count;
    }

    private void growNext(int least) {
        int size = Math.max(16, Math.max(least, nextChars.length + (nextChars.length >> 1)));
        nextChars = Arrays.copyOf(nextChars, size);
        if (withOffsets) {
            nextStarts = Arrays.copyOf(nextStarts, size);
            nextEnds = Arrays.copyOf(nextEnds, size);
        }
    }

    /** How many chars were appended since {@link #beginRewrite()}. */
    public int rewritten() {
        return nextLength;
    }

    /** Makes what was appended the text. */
    public void endRewrite() {
        char[] oldChars = chars;
        chars = nextChars;
        nextChars = oldChars;
        length = nextLength;
        if (withOffsets) {
            int[] oldStarts = starts;
            starts = nextStarts;
            nextStarts = oldStarts;
            int[] oldEnds = ends;
            ends = nextEnds;
            nextEnds = oldEnds;
            asOriginal = false;
        }
    }

    /** The chars of a range as a String. */
    public String substring(int from, int to) {
        return new String(chars, from, to - from);
    }

    /** The text as it is now. */
    @Override
    public String toString() {
        return new String(chars, 0, length);
    }
}
