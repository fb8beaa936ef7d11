package dev.arclight.tokenizers.models;

/** Which pairs of symbols merge, how soon, and into what: a hash table in arrays, by both ids packed into one long. */
final class MergeTable {
    static final int NONE = -1;

    private final long[] keys;
    // The rank and the id that the pair merges into, side by side so that one lookup touches few cache lines.
    private final int[] values;
    private final int mask;
    private int size;

    /** A table with room for so many pairs. */
    MergeTable(int pairs) {
        int capacity = Integer.highestOneBit(Math.max(4, pairs * 2 - 1)) * 2;
        keys = new long[capacity];
        java.util.Arrays.fill(keys, -1);
        values = new int[2 * capacity];
        mask = capacity - 1;
    }

    /** Sets what a pair merges into; a later rank replaces an earlier one. */
    void put(int left, int right, int rank, int merged) {
        long key = key(left, right);
        int slot = slot(key);
        while (keys[slot] != -1 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        if (keys[slot] == -1) {
            size++;
        }
        keys[slot] = key;
        values[2 * slot] = rank;
        values[2 * slot + 1] = merged;
    }

    /** Where a pair lies, for {@link #rank} and {@link #merged}, or {@link #NONE}. */
    int find(int left, int right) {
        long key = key(left, right);
        int slot = slot(key);
        for (long there = keys[slot]; there != -1; there = keys[slot]) {
            if (there == key) {
                return slot;
            }
            slot = slot + 1 & mask;
        }
        return NONE;
    }

    int rank(int slot) {
        return values[2 * slot];
    }

    int merged(int slot) {
        return values[2 * slot + 1];
    }

    int size() {
        return size;
    }

    /** The pairs in the order of their ranks, each as its two ids packed into a long. */
    long[] pairsByRank() {
        long[] byRank = new long[size];
        long[] ranked = new long[size];
        int n = 0;
        for (int slot = 0; slot <= mask; slot++) {
            if (keys[slot] != -1) {
                ranked[n++] = (long) values[2 * slot] << 32 | slot;
            }
        }
        java.util.Arrays.sort(ranked);
        for (int i = 0; i < n; i++) {
            byRank[i] = keys[(int) ranked[i]];
        }
        return byRank;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private int slot(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
