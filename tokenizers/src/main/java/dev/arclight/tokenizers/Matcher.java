package dev.arclight.tokenizers;

import java.util.HashMap;
import java.util.Map;

/** Finds any of a set of strings in a text: the leftmost match, and of those that begin there the longest. */
final class Matcher {
    static final int NONE = -1;

    private static final class Node {
        final Map<Character, Node> children = new HashMap<>(2);
        int value = NONE;
    }

    private final Node root = new Node();
    // Which chars a match can begin with, so that most of a text is passed over quickly.
    private final boolean[] beginsAscii = new boolean[128];
    private boolean beginsElsewhere;
    private boolean empty = true;

    /** Adds a string; the first value of equal ones counts, and an empty one is never found. */
    void add(String string, int value) {
        if (string.isEmpty()) {
            return;
        }
        empty = false;
        char first = string.charAt(0);
        if (first < 128) {
            beginsAscii[first] = true;
        } else {
            beginsElsewhere = true;
        }
        Node node = root;
        for (int i = 0; i < string.length(); i++) {
            node = node.children.computeIfAbsent(string.charAt(i), c -> new Node());
        }
        if (node.value == NONE) {
            node.value = value;
        }
    }

    boolean isEmpty() {
        return empty;
    }

    /** Where the next match begins, or -1. */
    int find(char[] chars, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = chars[i];
            if ((c < 128 ? beginsAscii[c] : beginsElsewhere) && match(chars, i, to) >= 0) {
                return i;
            }
        }
        return NONE;
    }

    /** Where the longest match ends that begins at a char, with its value: {@code end << 32 | value}, or -1. */
    long match(char[] chars, int at, int to) {
        Node node = root;
        long found = NONE;
        for (int i = at; i < to; i++) {
            node = node.children.get(chars[i]);
            if (node == null) {
                break;
            }
            if (node.value != NONE) {
                found = (long) (i + 1) << 32 | node.value;
            }
        }
        return found;
    }
}
