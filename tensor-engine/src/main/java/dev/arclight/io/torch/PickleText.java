package dev.arclight.io.torch;

/** The two notations of texts in pickles of protocol 0. */
final class PickleText {
    private PickleText() {}

    /** Latin letters, and others as backslash, u and four hexadecimal digits, or U and eight. */
    static String rawUnicodeEscape(String line, PickleInput in) {
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < line.length()) {
            char c = line.charAt(i);
            char kind = c == '\\' && i + 1 < line.length() ? line.charAt(i + 1) : ' ';
            int digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
            if (digits == 0) {
                text.append(c);
                i++;
            } else {
                text.appendCodePoint(codePoint(line, i + 2, digits, in));
                i += 2 + digits;
            }
        }
        return text.toString();
    }

    /** In quotes, with Python's escapes of bytes. */
    static String quoted(String line, PickleInput in) {
        int last = line.length() - 1;
        if (last < 1 || line.charAt(0) != line.charAt(last) || "'\"".indexOf(line.charAt(0)) < 0) {
            throw in.fail("a text is not in quotes; the file is damaged");
        }
        StringBuilder text = new StringBuilder();
        int i = 1;
        while (i < last) {
            char c = line.charAt(i++);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char kind = i < last ? line.charAt(i++) : ' ';
            switch (kind) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case '\\', '\'', '"' -> text.append(kind);
                case 'x' -> {
                    text.appendCodePoint(codePoint(line, i, 2, in));
                    i += 2;
                }
                default -> throw in.fail("a text has an unknown escape; the file is damaged");
            }
        }
        return text.toString();
    }

    private static int codePoint(String line, int from, int digits, PickleInput in) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = i < line.length() ? Character.digit(line.charAt(i), 16) : -1;
            if (digit < 0) {
                throw in.fail("an escape in a text is cut off; the file is damaged");
            }
            value = value << 4 | digit;
        }
        if (!Character.isValidCodePoint(value)) {
            throw in.fail("an escape in a text names no character; the file is damaged");
        }
        return value;
    }
}
