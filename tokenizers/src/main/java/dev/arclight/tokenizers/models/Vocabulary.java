package dev.arclight.tokenizers.models;

import dev.arclight.tokenizers.text.TokenizerException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens and their ids, found by a range of chars without making a String.
 *
 * <p>Ids need not be dense: nothing is as large as the largest id.
 */
final class Vocabulary {
    static final int NONE = -1;

    // Ascending by id; a token's place here is its index.
    private final String[] tokens;
    private final int[] ids;
    private final boolean dense;
    // Open addressing: 1 + the index of a token, 0 where a slot is free.
    private final int[] slots;
    private final int mask;
    private final int longest;

    Vocabulary(Map<String, Integer> idOfToken) {
        Collection<Map.Entry<String, Integer>> entries = idOfToken.entrySet();
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type cannot be made otherwise
        Map.Entry<String, Integer>[] sorted = entries.toArray(new Map.Entry[0]);
        Arrays.sort(sorted, Comparator.comparingInt(Map.Entry::getValue));
        int n = sorted.length;
        tokens = new String[n];
        ids = new int[n];
        boolean isDense = true;
        int max = 0;
        for (int i = 0; i < n; i++) {
            tokens[i] = sorted[i].getKey();
            ids[i] = sorted[i].getValue();
            if (ids[i] < 0) {
                throw new TokenizerException("vocabulary: the token \"" + tokens[i] + "\" has the id " + ids[i]
                        + "; ids must be from 0 to 2147483647");
            }
            isDense &= ids[i] == i;
            max = Math.max(max, tokens[i].length());
        }
        dense = isDense;
        longest = max;
        int capacity = Integer.highestOneBit(Math.max(4, n * 2 - 1)) * 2;
        slots = new int[capacity];
        mask = capacity - 1;
        for (int i = 0; i < n; i++) {
            int slot = slot(hash(tokens[i]));
            while (slots[slot] != 0) {
                slot = slot + 1 & mask;
            }
            slots[slot] = i + 1;
        }
    }

    int size() {
        return tokens.length;
    }

    /** The length in chars of the longest token. */
    int longest() {
        return longest;
    }

    @Nullable
    String token(int id) {
        if (dense) {
            return id >= 0 && id < tokens.length ? tokens[id] : null;
        }
        int index = Arrays.binarySearch(ids, id);
        return index < 0 ? null : tokens[index];
    }

    /** The id of a token, or {@link #NONE}. */
    int id(String token) {
        int slot = slot(hash(token));
        for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
            if (tokens[entry - 1].equals(token)) {
                return ids[entry - 1];
            }
            slot = slot + 1 & mask;
        }
        return NONE;
    }

    /** The id of the token that a range of chars spells, or {@link #NONE}. */
    int id(char[] chars, int from, int to) {
        return id(chars, from, to, hash(chars, from, to));
    }

    /** The same where the hash of the range, as {@link #hash} computes it, is known. */
    int id(char[] chars, int from, int to, int hash) {
        int slot = slot(hash);
        for (int entry = slots[slot]; entry != 0; entry = slots[slot]) {
            if (matches(tokens[entry - 1], chars, from, to)) {
                return ids[entry - 1];
            }
            slot = slot + 1 & mask;
        }
        return NONE;
    }

    private static boolean matches(String token, char[] chars, int from, int to) {
        int length = to - from;
        if (token.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (token.charAt(i) != chars[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** The hash of a token: 31 h + c from left to right, so that hashes of all prefixes come in one pass. */
    static int hash(String token) {
        return token.hashCode();
    }

    static int hash(char[] chars, int from, int to) {
        int h = 0;
        for (int i = from; i < to; i++) {
            h = 31 * h + chars[i];
        }
        return h;
    }

    private int slot(int hash) {
        int mixed = hash * 0x9E3779B1;
        return (mixed ^ mixed >>> 15) & mask;
    }

    /** A new map from token to id, ascending by id. */
    Map<String, Integer> toMap() {
        Map<String, Integer> result = new LinkedHashMap<>(tokens.length * 2);
        for (int i = 0; i < tokens.length; i++) {
            result.put(tokens[i], ids[i]);
        }
        return result;
    }
}
