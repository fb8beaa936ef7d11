package dev.arclight.tokenizers.models;

import java.util.Arrays;

/** Strings as paths from a root, char by char; edges lie in one hash table by node and char. */
public final class Trie {
    /** The node that all paths begin at. */
    public static final int ROOT = 0;

    /** No node, or no value. */
    public static final int NONE = -1;

    private long[] keys = new long[1024];
    private int[] children = new int[1024];
    private int[] values = new int[512];
    private int nodes = 1;

    /** A trie of no strings. */
    public Trie() {
        Arrays.fill(keys, -1);
        values[ROOT] = NONE;
    }

    /** Sets the value at the end of a string's path. */
    public void put(String string, int value) {
        int node = ROOT;
        for (int i = 0; i < string.length(); i++) {
            int child = child(node, string.charAt(i));
            node = child >= 0 ? child : add(node, string.charAt(i));
        }
        if (node != ROOT) {
            values[node] = value;
        }
    }

    private int add(int node, char c) {
        if (2 * nodes >= keys.length) {
            grow();
        }
        if (nodes == values.length) {
            values = Arrays.copyOf(values, 2 * nodes);
        }
        values[nodes] = NONE;
        insert((long) node << 16 | c, nodes);
        return nodes++;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldChildren = children;
        keys = new long[2 * oldKeys.length];
        children = new int[keys.length];
        Arrays.fill(keys, -1);
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != -1) {
                insert(oldKeys[i], oldChildren[i]);
            }
        }
    }

    private void insert(long key, int child) {
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        while (keys[slot] != -1) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        children[slot] = child;
    }

    /** The node that a char leads to, or {@link #NONE}. */
    public int child(int node, char c) {
        long key = (long) node << 16 | c;
        int mask = keys.length - 1;
        int slot = slot(key, mask);
        for (long there = keys[slot]; there != -1; there = keys[slot]) {
            if (there == key) {
                return children[slot];
            }
            slot = slot + 1 & mask;
        }
        return NONE;
    }

    /** The value at a node, or {@link #NONE}. */
    public int value(int node) {
        return values[node];
    }

    private static int slot(long key, int mask) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
    }
}
