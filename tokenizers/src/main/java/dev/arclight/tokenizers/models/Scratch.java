package dev.arclight.tokenizers.models;

import java.util.Arrays;

/** Arrays that models work in, grown to the longest piece a thread has met. */
final class Scratch {
    int[] a = new int[64];
    int[] b = new int[64];
    int[] c = new int[64];
    int[] d = new int[64];

    /** Makes room for a piece of so many symbols; what the arrays held is lost. */
    void ensure(int symbols) {
        if (a.length < symbols) {
            int size = symbols + (symbols >> 1);
            a = new int[size];
            b = new int[size];
            c = new int[size];
            d = new int[size];
        }
    }

    static int[] grown(int[] array, int least) {
        return array.length >= least
                ? array
                : Arrays.copyOf(array, Math.max(least, array.length + (array.length >> 1)));
    }
}
