package dev.arclight.tokenizers.trainers;

import dev.arclight.tokenizers.models.Trie;
import java.util.Arrays;

/**
 * All ways to cut one text into pieces: a node for each piece that fits somewhere, and one for the unknown piece where no
 * piece is the next character alone. It serves one text after another.
 */
final class PieceLattice {
    /** The piece that stands for what no other covers. */
    static final int UNKNOWN = 0;

    private static final int NONE = -1;
    // Beyond this difference the smaller term is lost in the last bit of the larger one.
    private static final double LARGEST_DIFFERENCE = 50;

    private final Trie trie;
    private int[] pieceOfSeed = {};
    private double[] scores = {};
    private double unknownScore;

    private char[] chars = {};
    private int length;
    // The nodes that begin at a char are [first[char], first[char + 1]), the shortest first.
    private int[] first = {};
    private int[] ends = new int[64];
    private int[] pieces = new int[64];
    // Those that end at a char are a list, the first to begin first.
    private int[] firstToEnd = {};
    private int[] lastToEnd = {};
    private int[] nextToEnd = new int[64];
    private double[] scoresUpTo = new double[64];
    private int[] before = new int[64];
    private int nodes;
    private double[] forward = {};
    private double[] backward = {};

    /** A lattice over pieces whose values in a trie are their numbers among the seeds. */
    PieceLattice(Trie trie) {
        this.trie = trie;
    }

    /**
     * Sets the pieces that there are now.
     *
     * @param places for each seed its piece, or -1 if it is none
     * @param pieceScores log probabilities of the pieces
     * @param scoreOfUnknown that of a character which no piece covers
     */
    void use(int[] places, double[] pieceScores, double scoreOfUnknown) {
        pieceOfSeed = places;
        scores = pieceScores;
        unknownScore = scoreOfUnknown;
    }

    /** Lays out the nodes of a text. */
    void set(String text) {
        length = text.length();
        if (chars.length < length) {
            chars = new char[length + (length >> 1)];
        }
        text.getChars(0, length, chars, 0);
        if (first.length < length + 2) {
            int size = length + (length >> 1) + 2;
            first = new int[size];
            firstToEnd = new int[size];
            lastToEnd = new int[size];
            forward = new double[size];
            backward = new double[size];
        }
        Arrays.fill(firstToEnd, 0, length + 1, NONE);
        nodes = 0;
        for (int i = 0; i < length; ) {
            int width = Character.isHighSurrogate(chars[i]) && i + 1 < length ? 2 : 1;
            first[i] = nodes;
            boolean single = false;
            int state = Trie.ROOT;
            for (int j = i; j < length; ) {
                state = trie.child(state, chars[j++]);
                if (state < 0) {
                    break;
                }
                int seed = trie.value(state);
                int piece = seed < 0 ? NONE : pieceOfSeed[seed];
                if (piece >= 0) {
                    add(piece, j);
                    single |= j - i == width;
                }
            }
            if (!single) {
                add(UNKNOWN, i + width);
            }
            i += width;
            first[i] = nodes;
            if (width == 2) {
                first[i - 1] = nodes;
            }
        }
        first[length] = nodes;
        first[length + 1] = nodes;
    }

    private void add(int piece, int end) {
        if (nodes == ends.length) {
            int size = 2 * nodes;
            ends = Arrays.copyOf(ends, size);
            pieces = Arrays.copyOf(pieces, size);
            nextToEnd = Arrays.copyOf(nextToEnd, size);
            scoresUpTo = new double[size];
            before = new int[size];
        }
        ends[nodes] = end;
        pieces[nodes] = piece;
        nextToEnd[nodes] = NONE;
        if (firstToEnd[end] < 0) {
            firstToEnd[end] = nodes;
        } else {
            nextToEnd[lastToEnd[end]] = nodes;
        }
        lastToEnd[end] = nodes++;
    }

    private double score(int node) {
        int piece = pieces[node];
        return piece == UNKNOWN ? unknownScore : scores[piece];
    }

    /** Whether there is more than one way. */
    boolean isAmbiguous() {
        // Every way passes the first node of each char it comes to, unless a char has several.
        for (int i = 0; i < length; i = ends[first[i]]) {
            if (first[i + 1] - first[i] > 1) {
                return true;
            }
        }
        return false;
    }

    /**
     * Adds how often each piece is to be expected in so many copies of the text, all ways weighed by their probability
     * (the forward-backward algorithm, on logarithms).
     */
    void addExpected(double copies, double[] expected) {
        Arrays.fill(forward, 0, length + 1, Double.NEGATIVE_INFINITY);
        forward[0] = 0;
        for (int i = 0; i < length; i++) {
            for (int node = first[i]; node < first[i + 1]; node++) {
                forward[ends[node]] = logOfSum(forward[ends[node]], score(node) + forward[i]);
            }
        }
        backward[length] = 0;
        for (int i = length - 1; i >= 0; i--) {
            double sum = Double.NEGATIVE_INFINITY;
            for (int node = first[i]; node < first[i + 1]; node++) {
                sum = logOfSum(sum, score(node) + backward[ends[node]]);
            }
            backward[i] = sum;
        }
        double all = forward[length];
        for (int i = 0; i < length; i++) {
            for (int node = first[i]; node < first[i + 1]; node++) {
                expected[pieces[node]] += copies * Math.exp(forward[i] + score(node) + backward[ends[node]] - all);
            }
        }
    }

    private static double logOfSum(double a, double b) {
        double more = Math.max(a, b);
        double less = Math.min(a, b);
        return more > less + LARGEST_DIFFERENCE ? more : more + Math.log(Math.exp(less - more) + 1);
    }

    /**
     * The pieces of the likeliest way, from the last to the first (Viterbi's algorithm).
     *
     * @param excluded a piece that may not be used, or -1
     */
    int[] best(int excluded) {
        for (int i = 0; i <= length; i++) {
            int to = i == length ? nodes + 1 : first[i + 1];
            for (int node = i == length ? nodes : first[i]; node < to; node++) {
                double own = i == length ? 0 : score(node);
                int best = NONE;
                double most = own;
                for (int left = firstToEnd[i]; left >= 0; left = nextToEnd[left]) {
                    double sum = scoresUpTo[left] + own;
                    if (pieces[left] != excluded && (best == NONE || sum > most)) {
                        best = left;
                        most = sum;
                    }
                }
                if (i == length) {
                    return path(best);
                }
                before[node] = best;
                scoresUpTo[node] = most;
            }
        }
        throw new IllegalStateException("a lattice has an end");
    }

    private int[] path(int last) {
        int size = 0;
        for (int node = last; node >= 0; node = before[node]) {
            size++;
        }
        int[] path = new int[size];
        int at = 0;
        for (int node = last; node >= 0; node = before[node]) {
            path[at++] = pieces[node];
        }
        return path;
    }
}
