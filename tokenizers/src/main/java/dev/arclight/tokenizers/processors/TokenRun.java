package dev.arclight.tokenizers.processors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tokens on their way to become an encoding: ids with all that is said about each, and the runs that truncation cut off.
 *
 * <p>What post-processors, truncation and padding work on. A run belongs to one call.
 */
public final class TokenRun {
    private static final int NONE = -1;

    private final IntFunction<@Nullable String> vocabulary;
    private int size;
    private int[] ids;
    private int[] typeIds;
    private int[] starts;
    private int[] ends;
    private int[] words;
    private int[] sequences;
    private byte[] special;
    private byte[] attention;
    // How a token is written where that is not how the vocabulary writes its id.
    private @Nullable String @Nullable [] texts;
    private boolean hasSequences;
    private List<TokenRun> overflowing = new ArrayList<>(0);

    /**
     * An empty run.
     *
     * @param vocabulary the token of an id, as the model's vocabulary writes it
     */
    public TokenRun(IntFunction<@Nullable String> vocabulary, int capacity) {
        this.vocabulary = vocabulary;
        ids = new int[capacity];
        typeIds = new int[capacity];
        starts = new int[capacity];
        ends = new int[capacity];
        words = new int[capacity];
        sequences = new int[capacity];
        special = new byte[capacity];
        attention = new byte[capacity];
    }

    /** Appends a token of the text. */
    public void add(int id, int start, int end, int word, int typeId) {
        ensure(size + 1);
        ids[size] = id;
        starts[size] = start;
        ends[size] = end;
        words[size] = word;
        typeIds[size] = typeId;
        sequences[size] = NONE;
        attention[size++] = 1;
    }

    /** Appends a token of the text that is written in another way than the vocabulary writes its id. */
    public void add(int id, String text, int start, int end, int word, int typeId) {
        add(id, start, end, word, typeId);
        setText(size - 1, text);
    }

    /** Appends a special token, which no text stands behind. */
    public void addSpecial(int id, String text, int typeId) {
        add(id, text, 0, 0, NONE, typeId);
        special[size - 1] = 1;
    }

    private void setText(int index, String text) {
        if (texts == null) {
            texts = new String[ids.length];
        }
        texts[index] = text;
    }

    private void ensure(int least) {
        if (least <= ids.length) {
            return;
        }
        int grown = Math.max(least, ids.length + (ids.length >> 1) + 4);
        ids = Arrays.copyOf(ids, grown);
        typeIds = Arrays.copyOf(typeIds, grown);
        starts = Arrays.copyOf(starts, grown);
        ends = Arrays.copyOf(ends, grown);
        words = Arrays.copyOf(words, grown);
        sequences = Arrays.copyOf(sequences, grown);
        special = Arrays.copyOf(special, grown);
        attention = Arrays.copyOf(attention, grown);
        if (texts != null) {
            texts = Arrays.copyOf(texts, grown);
        }
    }

    /** An empty run of the same vocabulary. */
    public TokenRun empty(int capacity) {
        return new TokenRun(vocabulary, capacity);
    }

    /** How many tokens there are. */
    public int size() {
        return size;
    }

    /** The id of a token. */
    public int id(int index) {
        return ids[index];
    }

    /** How a token is written. */
    public String text(int index) {
        if (texts != null && texts[index] != null) {
            return texts[index];
        }
        String text = vocabulary.apply(ids[index]);
        return text == null ? "" : text;
    }

    /** Where the token begins in its text. */
    public int start(int index) {
        return starts[index];
    }

    /** Where the token ends in its text. */
    public int end(int index) {
        return ends[index];
    }

    /** Sets where a token lies in its text. */
    public void setOffsets(int index, int start, int end) {
        starts[index] = start;
        ends[index] = end;
    }

    /** The number of the word that a token belongs to, or -1. */
    public int word(int index) {
        return words[index];
    }

    /** The type id of a token. */
    public int typeId(int index) {
        return typeIds[index];
    }

    /** Whether a token is special or padding. */
    public boolean isSpecial(int index) {
        return special[index] != 0;
    }

    /** Whether a token is to be attended to: all but padding. */
    public boolean isAttended(int index) {
        return attention[index] != 0;
    }

    /** Which text a token belongs to, 0 or 1, or -1. */
    public int sequence(int index) {
        return hasSequences ? sequences[index] : 0;
    }

    /** The runs that truncation cut off. */
    public List<TokenRun> overflowing() {
        return overflowing;
    }

    /** Gives all tokens one type id. */
    public void setTypeIds(int typeId) {
        Arrays.fill(typeIds, 0, size, typeId);
    }

    /** Says that all tokens belong to one text. */
    public void setSequence(int sequence) {
        hasSequences = true;
        Arrays.fill(sequences, 0, size, sequence);
    }

    /** Says that tokens in a range belong to one text and the others to none. */
    void setSequence(int sequence, int from, int to) {
        hasSequences = true;
        Arrays.fill(sequences, 0, size, NONE);
        Arrays.fill(sequences, from, to, sequence);
    }

    private void append(TokenRun other, int from, int to) {
        int count = to - from;
        ensure(size + count);
        System.arraycopy(other.ids, from, ids, size, count);
        System.arraycopy(other.typeIds, from, typeIds, size, count);
        System.arraycopy(other.starts, from, starts, size, count);
        System.arraycopy(other.ends, from, ends, size, count);
        System.arraycopy(other.words, from, words, size, count);
        System.arraycopy(other.special, from, special, size, count);
        System.arraycopy(other.attention, from, attention, size, count);
        if (other.hasSequences) {
            System.arraycopy(other.sequences, from, sequences, size, count);
        } else {
            Arrays.fill(sequences, size, size + count, NONE);
        }
        if (other.texts != null) {
            if (texts == null) {
                texts = new String[ids.length];
            }
            System.arraycopy(other.texts, from, texts, size, count);
        }
        size += count;
    }

    /** Appends the tokens of another run and says whose they are, but not what was cut off from it. */
    void appendTokens(TokenRun other) {
        append(other, 0, other.size);
        hasSequences |= other.hasSequences;
    }

    private TokenRun copy() {
        TokenRun result = empty(size);
        result.appendTokens(this);
        result.overflowing = overflowing;
        return result;
    }

    private TokenRun part(int from, int to) {
        TokenRun result = empty(to - from);
        result.append(this, from, to);
        return result;
    }

    /**
     * Appends another run. What was cut off from either is joined with the other and with all that was cut off from it, so
     * that each overflowing run is whole.
     */
    public void join(TokenRun other) {
        if (!overflowing.isEmpty() || !other.overflowing.isEmpty()) {
            List<TokenRun> joined = new ArrayList<>();
            for (TokenRun mine : overflowing) {
                joined.add(joined(mine, other));
                for (TokenRun others : other.overflowing) {
                    joined.add(joined(mine, others));
                }
            }
            for (TokenRun others : other.overflowing) {
                joined.add(joined(this, others));
            }
            appendTokens(other);
            overflowing = joined;
        } else {
            appendTokens(other);
        }
    }

    private static TokenRun joined(TokenRun left, TokenRun right) {
        TokenRun result = left.copy();
        result.join(right);
        return result;
    }

    /**
     * Cuts the run into parts of at most {@code maxLength} tokens, of which neighbours share {@code stride}; the first stays
     * and the others overflow.
     *
     * @param left whether the last part stays, and parts are counted from the end
     */
    public void truncate(int maxLength, int stride, boolean left) {
        if (maxLength >= size) {
            return;
        }
        if (maxLength == 0) {
            TokenRun all = copy();
            clear();
            overflowing = new ArrayList<>(List.of(all));
            return;
        }
        int step = maxLength - stride;
        List<TokenRun> parts = new ArrayList<>();
        boolean end = false;
        if (left) {
            for (int stop = size; stop > 0 && !end; stop -= step) {
                int start = Math.max(0, stop - maxLength);
                end = start == 0;
                parts.add(part(start, stop));
            }
        } else {
            for (int start = 0; start < size && !end; start += step) {
                int stop = Math.min(start + maxLength, size);
                end = stop == size;
                parts.add(part(start, stop));
            }
        }
        clear();
        append(parts.get(0), 0, parts.get(0).size);
        overflowing = new ArrayList<>(parts.subList(1, parts.size()));
    }

    private void clear() {
        size = 0;
        hasSequences = false;
        Arrays.fill(special, (byte) 0);
        texts = null;
        overflowing = new ArrayList<>(0);
    }

    /** Adds padding up to a length, to the runs that were cut off too. */
    public void pad(int length, int padId, int padTypeId, String padToken, boolean left) {
        for (TokenRun run : overflowing) {
            run.pad(length, padId, padTypeId, padToken, left);
        }
        int missing = length - size;
        if (missing <= 0) {
            return;
        }
        TokenRun whole = empty(length);
        if (!left) {
            whole.append(this, 0, size);
        }
        for (int i = 0; i < missing; i++) {
            whole.addSpecial(padId, padToken, padTypeId);
            whole.attention[whole.size - 1] = 0;
        }
        if (left) {
            whole.append(this, 0, size);
        }
        take(whole);
    }

    private void take(TokenRun other) {
        size = other.size;
        ids = other.ids;
        typeIds = other.typeIds;
        starts = other.starts;
        ends = other.ends;
        words = other.words;
        sequences = other.sequences;
        special = other.special;
        attention = other.attention;
        texts = other.texts;
    }
}
