package dev.arclight.tokenizers.models;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The tokens of words that were met before, shared by all threads.
 *
 * <p>A table of fixed size in which a word has two places; the newer one wins. An entry is one array that never changes once
 * it is in the table, so readers need no lock. Entries are small (at most {@value #LONGEST_WORD} chars and {@value
 * #MOST_TOKENS} tokens), so the whole stays below 10 MB.
 */
final class WordCache {
    private static final int LONGEST_WORD = 40;
    private static final int MOST_TOKENS = 16;
    // Two places for each of 2^14 sets: tiny Shakespeare's 25,000 different words fit with few losses.
    private static final int SETS = 1 << 14;

    // hash, chars in the key << 16 | tokens, the key two chars an int, ids, (from << 16 | to) of each token from the
    // word's start
    private final AtomicReferenceArray<int[]> entries = new AtomicReferenceArray<>(2 * SETS);

    /** Appends the tokens of a word if it is known, and says whether it was. */
    boolean get(char[] chars, int from, int to, int hash, Tokens out) {
        int length = to - from;
        if (length > LONGEST_WORD) {
            return false;
        }
        int place = place(hash);
        int[] entry = entries.getAcquire(place);
        if (entry == null) {
            return false;
        }
        if (!matches(entry, chars, from, length, hash)) {
            entry = entries.getAcquire(place + 1);
            if (entry == null || !matches(entry, chars, from, length, hash)) {
                return false;
            }
        }
        int count = entry[1] & 0xFFFF;
        int at = 2 + (length + 1 >> 1);
        out.addAll(entry, at, count, from);
        return true;
    }

    private static boolean matches(int[] entry, char[] chars, int from, int length, int hash) {
        if (entry[0] != hash || entry[1] >>> 16 != length) {
            return false;
        }
        int i = from;
        int end = from + length - 1;
        int at = 2;
        while (i < end) {
            if (entry[at++] != (chars[i] << 16 | chars[i + 1])) {
                return false;
            }
            i += 2;
        }
        return i > end || entry[at] == chars[i];
    }

    /** Remembers the tokens that a word was given: those of {@code out} from an index on, none of them verbatim. */
    void put(char[] chars, int from, int to, int hash, Tokens out, int firstToken) {
        int length = to - from;
        int count = out.size() - firstToken;
        if (length > LONGEST_WORD || count > MOST_TOKENS) {
            return;
        }
        int at = 2 + (length + 1 >> 1);
        int[] entry = new int[at + 2 * count];
        entry[0] = hash;
        entry[1] = length << 16 | count;
        for (int i = 0; i < length; i++) {
            int shift = i % 2 == 0 && i + 1 < length ? 16 : 0;
            entry[2 + (i >> 1)] |= chars[from + i] << shift;
        }
        for (int i = 0; i < count; i++) {
            entry[at + i] = out.id(firstToken + i);
            entry[at + count + i] = out.from(firstToken + i) - from << 16 | out.to(firstToken + i) - from;
        }
        int place = place(hash);
        int[] older = entries.getAcquire(place);
        if (older != null) {
            entries.setRelease(place + 1, older);
        }
        entries.setRelease(place, entry);
    }

    private static int place(int hash) {
        int mixed = hash * 0x9E3779B1;
        return 2 * (mixed >>> 18);
    }
}
