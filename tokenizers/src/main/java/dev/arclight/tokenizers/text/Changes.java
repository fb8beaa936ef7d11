package dev.arclight.tokenizers.text;

/**
 * Writes a text anew, code point by code point, where each says how it changes the number of code points.
 *
 * <p>0 replaces the next old code point, 1 is added beside the last one that was replaced, and -n replaces the next and removes
 * n more. The places that code points come from follow from these numbers alone, whatever the code points are.
 */
public final class Changes {
    private final NormalizedText text;
    private int next;
    private int last;

    /**
     * Changes of a text from one of its chars on; {@link NormalizedText#beginRewrite()} was called.
     *
     * @param from the index of the first old char that is replaced
     */
    public Changes(NormalizedText text, int from) {
        this.text = text;
        next = from;
        last = from - 1;
    }

    /** Writes a code point. */
    public void put(int codePoint, int change) {
        if (change > 0) {
            text.append(codePoint, last);
            return;
        }
        int end = text.length();
        // The library's own count can run past the end only where a text is removed from its beginning on.
        last = Math.min(next, end - 1);
        text.append(codePoint, last);
        for (int i = change; i <= 0 && next < end; i++) {
            next += Character.charCount(text.codePointAt(next));
        }
        last = Math.max(last, next - 1);
    }
}
