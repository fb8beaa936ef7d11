package dev.arclight.tokenizers.text;

/** Unicode's property White_Space, which has not changed since version 6.3. */
public final class WhiteSpace {
    private WhiteSpace() {}

    /** Whether a char is white space; all characters that are lie in the first plane. */
    public static boolean is(int c) {
        if (c < 0x80) {
            return c == ' ' || c >= '\t' && c <= '\r';
        }
        return switch (c) {
            case 0x85, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
            default -> c >= 0x2000 && c <= 0x200A;
        };
    }
}
