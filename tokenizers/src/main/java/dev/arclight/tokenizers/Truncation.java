package dev.arclight.tokenizers;

import dev.arclight.tokenizers.text.TokenizerException;

/**
 * How long encodings may be, special tokens included, and what is cut.
 *
 * @param maxLength the most tokens an encoding has
 * @param strategy which text of a pair is cut
 * @param stride how many tokens neighbouring overflowing parts share
 * @param side which end is cut
 */
public record Truncation(int maxLength, Strategy strategy, int stride, Side side) {
    /** Which text of a pair is cut. */
    public enum Strategy {
        /** The longer one, until both are equally long; then both. */
        LONGEST_FIRST,
        /** Only the first; an error if it is too short. */
        ONLY_FIRST,
        /** Only the second; an error if it is too short or there is none. */
        ONLY_SECOND
    }

    /** Checks that the lengths are possible. */
    public Truncation {
        if (maxLength < 0 || stride < 0) {
            throw new TokenizerException("truncation: the length is " + maxLength + " and the stride " + stride
                    + "; expected numbers of at least 0");
        }
    }

    /** Cuts the end of the longer text. */
    public static Truncation to(int maxLength) {
        return new Truncation(maxLength, Strategy.LONGEST_FIRST, 0, Side.RIGHT);
    }
}
