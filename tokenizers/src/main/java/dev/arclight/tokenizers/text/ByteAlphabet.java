package dev.arclight.tokenizers.text;

/**
 * One printable char for each byte, as byte-level tokenizers spell their vocabularies: a byte that is a visible Latin-1
 * character stands for itself, the others, in ascending order, for U+0100, U+0101 and so on (a space is {@code Ġ}).
 */
public final class ByteAlphabet {
    private static final char[] CHAR_OF_BYTE = new char[256];
    private static final short[] BYTE_OF_CHAR = new short[0x144];

    static {
        java.util.Arrays.fill(BYTE_OF_CHAR, (short) -1);
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean visible = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            char c = visible ? (char) b : next++;
            CHAR_OF_BYTE[b] = c;
            BYTE_OF_CHAR[c] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /** The char for a byte, given as 0 to 255. */
    public static char charOf(int value) {
        return CHAR_OF_BYTE[value];
    }

    /** The byte (0 to 255) that a char stands for, or -1 when it stands for none. */
    public static int byteOf(char c) {
        return c < BYTE_OF_CHAR.length ? BYTE_OF_CHAR[c] : -1;
    }

    /** Appends the bytes of a code point to a text that is being written, with the span of one old char. */
    public static void spell(int codePoint, int source, NormalizedText text) {
        if (codePoint < 0x80) {
            text.append(CHAR_OF_BYTE[codePoint], source);
        } else if (codePoint < 0x800) {
            text.append(CHAR_OF_BYTE[0xC0 | codePoint >> 6], source);
            text.append(CHAR_OF_BYTE[0x80 | codePoint & 0x3F], source);
        } else if (codePoint < 0x10000) {
            text.append(CHAR_OF_BYTE[0xE0 | codePoint >> 12], source);
            text.append(CHAR_OF_BYTE[0x80 | codePoint >> 6 & 0x3F], source);
            text.append(CHAR_OF_BYTE[0x80 | codePoint & 0x3F], source);
        } else {
            text.append(CHAR_OF_BYTE[0xF0 | codePoint >> 18], source);
            text.append(CHAR_OF_BYTE[0x80 | codePoint >> 12 & 0x3F], source);
            text.append(CHAR_OF_BYTE[0x80 | codePoint >> 6 & 0x3F], source);
            text.append(CHAR_OF_BYTE[0x80 | codePoint & 0x3F], source);
        }
    }
}
