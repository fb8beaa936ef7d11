package dev.arclight.tokenizers.trainers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a Unigram model begins its training with: all characters, and the substrings of words that come up again and are followed
 * by different characters, those that cover most text first.
 *
 * <p>They are the inner nodes of the words' suffix tree, read off an array of their suffixes. Suffixes are sorted only as far
 * as a piece may be long.
 */
final class SeedPieces {
    private static final int BOUNDARY = 0;

    private final int[] text;
    private final int depth;
    private final int[] suffixes;

    /** A substring of the text, with how many characters all its occurrences have together. */
    private record Substring(int start, int length, long score) {}

    private SeedPieces(Iterable<String> words, int maxLength) {
        text = flat(words);
        // One more than a piece, since what follows a substring decides whether it is one.
        depth = maxLength + 1;
        suffixes = sorted(text, depth);
    }

    private static int[] flat(Iterable<String> words) {
        int[] flat = new int[1024];
        int size = 0;
        for (String word : words) {
            int[] codePoints = word.codePoints().toArray();
            int next = size + codePoints.length + 1;
            if (next > flat.length) {
                flat = Arrays.copyOf(flat, Math.max(next, flat.length + (flat.length >> 1)));
            }
            System.arraycopy(codePoints, 0, flat, size, codePoints.length);
            flat[next - 1] = BOUNDARY;
            size = next;
        }
        return Arrays.copyOf(flat, size);
    }

    /**
     * The pieces with how much each counts.
     *
     * @param wordCounts words and how often each is there, in an order that is the same each time
     * @param maxLength how many characters a piece has at most
     * @param most how many pieces there are to be at most
     */
    static Map<String, Double> of(Map<String, Long> wordCounts, int maxLength, int most) {
        Map<String, Double> pieces = new LinkedHashMap<>();
        TreeMap<Integer, Long> characters = new TreeMap<>(Comparator.reverseOrder());
        wordCounts.forEach((word, count) ->
                word.codePoints().filter(c -> c != BOUNDARY).forEach(c -> characters.merge(c, count, Long::sum)));
        List<Map.Entry<Integer, Long>> byCount = new ArrayList<>(characters.entrySet());
        byCount.sort(Comparator.comparingLong((Map.Entry<Integer, Long> entry) -> -entry.getValue()));
        byCount.forEach(entry ->
                pieces.put(Character.toString(entry.getKey()), entry.getValue().doubleValue()));
        SeedPieces seeds = new SeedPieces(wordCounts.keySet(), maxLength);
        for (Substring substring : seeds.substrings()) {
            if (pieces.size() >= most) {
                break;
            }
            pieces.put(new String(seeds.text, substring.start, substring.length), (double) substring.score);
        }
        return pieces;
    }

    /**
     * The beginnings of all suffixes, sorted by at least so many of their first code points: by 1 of them, then 2, 4, 8 …, each
     * time by two halves whose order is known (Manber and Myers).
     */
    private static int[] sorted(int[] text, int depth) {
        int n = text.length;
        int[] order = new int[n];
        int[] rank = new int[n];
        int[] distinct = Arrays.stream(text).sorted().distinct().toArray();
        for (int i = 0; i < n; i++) {
            rank[i] = Arrays.binarySearch(distinct, text[i]);
        }
        int[] identity = new int[n];
        Arrays.setAll(identity, i -> i);
        int[] counts = new int[Math.max(n, distinct.length) + 1];
        sortByRank(identity, rank, counts, order);
        int[] bySecondHalf = identity;
        int[] nextRank = new int[n];
        for (int sortedBy = 1; sortedBy < depth && sortedBy < n; sortedBy *= 2) {
            int at = 0;
            for (int i = n - sortedBy; i < n; i++) {
                bySecondHalf[at++] = i;
            }
            for (int suffix : order) {
                if (suffix >= sortedBy) {
                    bySecondHalf[at++] = suffix - sortedBy;
                }
            }
            sortByRank(bySecondHalf, rank, counts, order);
            int ranks = 0;
            for (int i = 0; i < n; i++) {
                if (i > 0 && !isSame(rank, order[i - 1], order[i], sortedBy)) {
                    ranks++;
                }
                nextRank[order[i]] = ranks;
            }
            int[] old = rank;
            rank = nextRank;
            nextRank = old;
            if (ranks == n - 1) {
                break;
            }
        }
        return order;
    }

    private static boolean isSame(int[] rank, int first, int second, int half) {
        int firstRest = first + half < rank.length ? rank[first + half] : -1;
        int secondRest = second + half < rank.length ? rank[second + half] : -1;
        return rank[first] == rank[second] && firstRest == secondRest;
    }

    /** Sorts by rank and keeps the order of what has the same. */
    private static void sortByRank(int[] from, int[] rank, int[] counts, int[] to) {
        Arrays.fill(counts, 0);
        for (int r : rank) {
            counts[r + 1]++;
        }
        for (int i = 1; i < counts.length; i++) {
            counts[i] += counts[i - 1];
        }
        for (int suffix : from) {
            to[counts[rank[suffix]]++] = suffix;
        }
    }

    /** The substrings, the best first; of equally good ones, the last in the order of code points. */
    private List<Substring> substrings() {
        List<Substring> found = new ArrayList<>();
        int n = suffixes.length;
        int[] depths = new int[depth + 1];
        int[] begins = new int[depth + 1];
        int open = 0;
        for (int i = 1; i <= n; i++) {
            int common = i < n ? common(suffixes[i - 1], suffixes[i]) : 0;
            int begin = i - 1;
            while (open > 0 && depths[open - 1] > common) {
                open--;
                begin = begins[open];
                add(suffixes[begin], depths[open], i - begin, found);
            }
            if (common > 0 && (open == 0 || depths[open - 1] < common)) {
                depths[open] = common;
                begins[open++] = begin;
            }
        }
        found.sort(Comparator.comparingLong((Substring substring) -> -substring.score)
                .thenComparing((a, b) ->
                        Arrays.compare(text, b.start, b.start + b.length, text, a.start, a.start + a.length)));
        return found;
    }

    private void add(int start, int length, int occurrences, List<Substring> found) {
        if (length > 1 && length < depth && text[start + length - 1] != BOUNDARY) {
            found.add(new Substring(start, length, (long) occurrences * length));
        }
    }

    /** How many code points two suffixes have in common, up to a boundary and with it, as far as it matters. */
    private int common(int first, int second) {
        int most = Math.min(depth, text.length - Math.max(first, second));
        for (int i = 0; i < most; i++) {
            if (text[first + i] != text[second + i]) {
                return i;
            }
            if (text[first + i] == BOUNDARY) {
                return i + 1;
            }
        }
        return most;
    }
}
