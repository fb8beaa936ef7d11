package dev.arclight.tokenizers;

import dev.arclight.tokenizers.processors.TokenRun;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.RandomAccess;

/**
 * The tokens of a text or a pair of texts, and what is said about each.
 *
 * <p>Offsets are UTF-16 indices of the text that a token belongs to, as {@link String#substring} takes them; special tokens and
 * padding have 0 and 0. Encodings do not change. Arrays that methods return are copies.
 *
 * <pre>{@code
 * Encoding encoding = tokenizer.encode("Hello world!");
 * long[] ids = encoding.longIds();
 * }</pre>
 */
public final class Encoding {
    private final TokenRun run;
    private final List<Encoding> overflowing;

    Encoding(TokenRun run) {
        this.run = run;
        if (run.overflowing().isEmpty()) {
            overflowing = List.of();
        } else {
            List<Encoding> rest = new ArrayList<>(run.overflowing().size());
            for (TokenRun part : run.overflowing()) {
                rest.add(new Encoding(part));
            }
            overflowing = Collections.unmodifiableList(rest);
        }
    }

    /** How many tokens there are. */
    public int size() {
        return run.size();
    }

    /** The ids. */
    public int[] ids() {
        int[] result = new int[run.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = run.id(i);
        }
        return result;
    }

    /** The ids as longs, as many models take them. */
    public long[] longIds() {
        long[] result = new long[run.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = run.id(i);
        }
        return result;
    }

    /** The id of one token. */
    public int id(int index) {
        return run.id(index);
    }

    /** How the tokens are written. */
    public List<String> tokens() {
        return new TokenTexts(run);
    }

    /** The type ids: which segment of the input each token is in. */
    public int[] typeIds() {
        int[] result = new int[run.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = run.typeId(i);
        }
        return result;
    }

    /** 1 for each token that is to be attended to, 0 for padding. */
    public int[] attentionMask() {
        int[] result = new int[run.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = run.isAttended(i) ? 1 : 0;
        }
        return result;
    }

    /** 1 for each special token and padding, 0 for tokens of the text. */
    public int[] specialTokensMask() {
        int[] result = new int[run.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = run.isSpecial(i) ? 1 : 0;
        }
        return result;
    }

    /** The number of the word (the pre-tokenizer's piece, or the given word) that each token belongs to, or -1. */
    public int[] wordIds() {
        int[] result = new int[run.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = run.word(i);
        }
        return result;
    }

    /** The text that each token belongs to: 0 for the first, 1 for the second of a pair, -1 for neither. */
    public int[] sequenceIds() {
        int[] result = new int[run.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = run.sequence(i);
        }
        return result;
    }

    /** Where a token begins in its text. */
    public int start(int index) {
        return run.start(index);
    }

    /** Where a token ends in its text. */
    public int end(int index) {
        return run.end(index);
    }

    /**
     * The token that a char of a text lies in.
     *
     * @param sequence which text, 0 or 1
     */
    public OptionalInt tokenAt(int charIndex, int sequence) {
        for (int i = 0; i < run.size(); i++) {
            if (run.sequence(i) == sequence && run.start(i) <= charIndex && charIndex < run.end(i)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /** The encodings of what truncation cut off, each with special tokens and padding of its own. */
    public List<Encoding> overflowing() {
        return overflowing;
    }

    @Override
    public String toString() {
        return "Encoding" + tokens();
    }

    private static final class TokenTexts extends AbstractList<String> implements RandomAccess {
        private final TokenRun run;

        TokenTexts(TokenRun run) {
            this.run = run;
        }

        @Override
        public String get(int index) {
            return run.text(java.util.Objects.checkIndex(index, run.size()));
        }

        @Override
        public int size() {
            return run.size();
        }
    }
}
