package dev.arclight.tokenizers.models;

/** Arrays that models work in, grown to the longest piece a thread has met. */
final class Scratch {
    int[] a = new int[64];
    int[] b = new int[64];
    int[] c = new int[64];
    double[] scores = new double[64];
    final Merging merging = new Merging();

    /** Makes room for a piece of so many symbols; what the arrays held is lost. */
    void ensure(int symbols) {
        if (a.length < symbols) {
            int size = symbols + (symbols >> 1);
            a = new int[size];
            b = new int[size];
            c = new int[size];
        }
    }

    /** Makes room for as many scores. */
    void ensureScores(int symbols) {
        if (scores.length < symbols) {
            scores = new double[symbols + (symbols >> 1)];
        }
    }
}
