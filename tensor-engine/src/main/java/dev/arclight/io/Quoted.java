package dev.arclight.io;

/** Text from a file that nobody vouches for, made fit for a one-line message. For the engine's own rooms. */
public final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** In single quotes, cut at {@value #LONGEST} characters, without line breaks or control characters. */
    public static String text(String raw) {
        StringBuilder line = new StringBuilder("'");
        for (int i = 0; i < raw.length() && i < LONGEST; i++) {
            char c = raw.charAt(i);
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? '?' : c);
        }
        return line.append(raw.length() > LONGEST ? "…'" : "'").toString();
    }
}
