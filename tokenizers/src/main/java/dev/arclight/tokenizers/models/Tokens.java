package dev.arclight.tokenizers.models;

import java.util.Arrays;

/**
 * The tokens that a model found: for each its id and the range of the text's chars it covers.
 *
 * <p>It also keeps the working memory of models, so that a text costs no allocation. Objects belong to one thread.
 */
public final class Tokens {
    private int size;
    private int[] ids = new int[64];
    private int[] froms = new int[64];
    private int[] tos = new int[64];
    private boolean[] verbatim = new boolean[64];
    final Scratch scratch = new Scratch();

    /** No tokens. */
    public Tokens() {}

    /** Forgets all tokens. */
    public void clear() {
        size = 0;
    }

    /** How many tokens there are. */
    public int size() {
        return size;
    }

    /** The id of a token. */
    public int id(int index) {
        return ids[index];
    }

    /** Where the token's range begins. */
    public int from(int index) {
        return froms[index];
    }

    /** Where the token's range ends. */
    public int to(int index) {
        return tos[index];
    }

    /** Whether the token is written as the chars it covers and not as the vocabulary writes its id. */
    public boolean isVerbatim(int index) {
        return verbatim[index];
    }

    /** Appends a token. */
    public void add(int id, int from, int to) {
        add(id, from, to, false);
    }

    /** Appends a token that is written as the chars it covers, such as an unknown one of a Unigram model. */
    public void addVerbatim(int id, int from, int to) {
        add(id, from, to, true);
    }

    private void add(int id, int from, int to, boolean asIs) {
        if (size == ids.length) {
            grow(size + 1);
        }
        ids[size] = id;
        froms[size] = from;
        tos[size] = to;
        verbatim[size++] = asIs;
    }

    /** Appends tokens of a cache's entry: ids, then ranges (from << 16 | to) that count from a char. */
    void addAll(int[] entry, int at, int count, int base) {
        if (size + count > ids.length) {
            grow(size + count);
        }
        for (int i = 0; i < count; i++) {
            int range = entry[at + count + i];
            ids[size] = entry[at + i];
            froms[size] = base + (range >>> 16);
            tos[size] = base + (range & 0xFFFF);
            verbatim[size++] = false;
        }
    }

    /** Forgets the tokens from an index on. */
    void cut(int newSize) {
        size = newSize;
    }

    private void grow(int least) {
        int grown = Math.max(least, size + (size >> 1));
        ids = Arrays.copyOf(ids, grown);
        froms = Arrays.copyOf(froms, grown);
        tos = Arrays.copyOf(tos, grown);
        verbatim = Arrays.copyOf(verbatim, grown);
    }
}
