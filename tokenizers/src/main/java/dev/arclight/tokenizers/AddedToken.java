package dev.arclight.tokenizers;

/**
 * A token that is found in the text before the model sees it.
 *
 * @param content what is looked for
 * @param singleWord whether it must not touch word characters on either side
 * @param stripLeft whether white space on its left belongs to it
 * @param stripRight whether white space on its right belongs to it
 * @param normalized whether it is looked for in the normalized text, itself normalized, and not in the text as given
 * @param special whether decoding may leave it out
 */
public record AddedToken(
        String content,
        boolean singleWord,
        boolean stripLeft,
        boolean stripRight,
        boolean normalized,
        boolean special) {
    /** A token that is looked for in the normalized text. */
    public static AddedToken of(String content) {
        return new AddedToken(content, false, false, false, true, false);
    }

    /** A special token, such as {@code [SEP]}: looked for in the text as given. */
    public static AddedToken special(String content) {
        return new AddedToken(content, false, false, false, false, true);
    }
}
