package dev.arclight.tokenizers.trainers;

import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * Learns the merges of a byte-pair encoding from counted words (Sennrich and others, <a
 * href="https://arxiv.org/abs/1508.07909">Neural Machine Translation of Rare Words with Subword Units</a>).
 *
 * <p>The most frequent pair of neighbours is merged first. Of pairs that are equally frequent, the one goes first whose left
 * token has the lower id, then the one whose right token has; ids are given to special tokens, then to the alphabet in the
 * order of code points, then to what is merged. That is the rule of Hugging Face's trainer, and it does not depend on the order
 * of the words.
 *
 * <pre>{@code
 * Bpe model = new BpeTrainer(8000).specialTokens(List.of("<unk>")).train(WordCounts.of(texts, normalizer, preTokenizer));
 * }</pre>
 */
public final class BpeTrainer {
    private final int vocabularySize;
    private long minFrequency;
    private List<String> specialTokens = List.of();
    private Set<Integer> initialAlphabet = Set.of();
    private int limitAlphabet = Integer.MAX_VALUE;
    private int maxTokenLength = Integer.MAX_VALUE;
    private String continuingSubwordPrefix = "";
    private String endOfWordSuffix = "";

    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<String> tokens = new ArrayList<>();

    /**
     * A trainer with Hugging Face's defaults.
     *
     * @param vocabularySize how many tokens there are to be, special ones and the alphabet among them
     */
    public BpeTrainer(int vocabularySize) {
        if (vocabularySize < 1) {
            throw new TokenizerException(
                    "BpeTrainer: the vocabulary size is " + vocabularySize + "; expected at least 1");
        }
        this.vocabularySize = vocabularySize;
    }

    /** How often a pair must be there to be merged; 0 by default. */
    public BpeTrainer minFrequency(long frequency) {
        minFrequency = frequency;
        return this;
    }

    /** Tokens that get the first ids, whether the text holds them or not. */
    public BpeTrainer specialTokens(List<String> special) {
        specialTokens = List.copyOf(special);
        return this;
    }

    /** Code points that are in the alphabet, whether the text holds them or not. */
    public BpeTrainer initialAlphabet(Set<Integer> codePoints) {
        initialAlphabet = Set.copyOf(codePoints);
        return this;
    }

    /** How many code points the alphabet has at most; the rarest are left out, and words lose them. */
    public BpeTrainer limitAlphabet(int limit) {
        limitAlphabet = limit;
        return this;
    }

    /** How many code points a token has at most, less one as Hugging Face counts. */
    public BpeTrainer maxTokenLength(int length) {
        maxTokenLength = length;
        return this;
    }

    /** What begins every token but a word's first, as {@code ##}; none by default. */
    public BpeTrainer continuingSubwordPrefix(String prefix) {
        continuingSubwordPrefix = prefix;
        return this;
    }

    /** What ends a word's last token, as {@code </w>}; none by default. */
    public BpeTrainer endOfWordSuffix(String suffix) {
        endOfWordSuffix = suffix;
        return this;
    }

    /** A word as the tokens it is made of so far. */
    private static final class Word {
        int[] symbols;
        int[] lengths;
        int size;
        final long count;

        Word(int[] symbols, long count) {
            this.symbols = symbols;
            this.count = count;
            size = symbols.length;
            lengths = new int[size];
            Arrays.fill(lengths, 1);
        }
    }

    /** A pair that waits, with the words it was found in when it was put here. */
    private record Candidate(long pair, long count, Set<Integer> words) {}

    private int id(String token) {
        Integer known = ids.get(token);
        if (known != null) {
            return known;
        }
        ids.put(token, tokens.size());
        tokens.add(token);
        return tokens.size() - 1;
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    /**
     * Learns a model from words and how often each is there. A word is what a pre-tokenizer makes of a text; for byte-level
     * models it is spelled in the byte alphabet.
     */
    public Bpe train(Map<String, Long> wordCounts) {
        ids.clear();
        tokens.clear();
        specialTokens.forEach(this::id);
        alphabet(wordCounts).forEach(c -> id(Character.toString(c)));
        List<Word> words = words(wordCounts);
        Map<Long, Long> counts = new HashMap<>();
        Map<Long, Set<Integer>> found = new HashMap<>();
        for (int w = 0; w < words.size(); w++) {
            Word word = words.get(w);
            for (int i = 0; i + 1 < word.size; i++) {
                long pair = pair(word.symbols[i], word.symbols[i + 1]);
                counts.merge(pair, word.count, Long::sum);
                found.computeIfAbsent(pair, key -> new LinkedHashSet<>()).add(w);
            }
        }
        PriorityQueue<Candidate> queue = new PriorityQueue<>(
                Comparator.comparingLong((Candidate c) -> -c.count).thenComparingLong(Candidate::pair));
        enqueue(queue, counts, found);
        // A pair may be merged again where a token comes from several pairs; its last place counts.
        Map<Long, Boolean> merges = new LinkedHashMap<>();
        while (tokens.size() < vocabularySize && !queue.isEmpty()) {
            Candidate top = queue.remove();
            long count = counts.getOrDefault(top.pair, 0L);
            if (count != top.count) {
                queue.add(new Candidate(top.pair, count, top.words));
                continue;
            }
            if (count < 1 || count < minFrequency) {
                break;
            }
            int left = (int) (top.pair >>> 32);
            int right = (int) top.pair;
            int merged = id(tokens.get(left) + withoutPrefix(tokens.get(right)));
            merges.remove(top.pair);
            merges.put(top.pair, true);
            for (int w : top.words) {
                merge(words.get(w), w, left, right, merged, counts, found);
            }
            enqueue(queue, counts, found);
        }
        List<Bpe.Merge> list = new ArrayList<>();
        merges.keySet()
                .forEach(pair ->
                        list.add(new Bpe.Merge(tokens.get((int) (pair >>> 32)), tokens.get((int) (long) pair))));
        Bpe.Builder model = Bpe.builder(new LinkedHashMap<>(ids), list);
        if (!continuingSubwordPrefix.isEmpty()) {
            model.continuingSubwordPrefix(continuingSubwordPrefix);
        }
        if (!endOfWordSuffix.isEmpty()) {
            model.endOfWordSuffix(endOfWordSuffix);
        }
        return model.build();
    }

    private String withoutPrefix(String token) {
        return token.startsWith(continuingSubwordPrefix) ? token.substring(continuingSubwordPrefix.length()) : token;
    }

    private static void enqueue(PriorityQueue<Candidate> queue, Map<Long, Long> counts, Map<Long, Set<Integer>> found) {
        found.forEach((pair, where) -> {
            long count = counts.getOrDefault(pair, 0L);
            if (count > 0) {
                queue.add(new Candidate(pair, count, where));
            }
        });
        found.clear();
    }

    private Iterable<Integer> alphabet(Map<String, Long> wordCounts) {
        TreeMap<Integer, Long> counts = new TreeMap<>();
        wordCounts.forEach((word, count) -> word.codePoints().forEach(c -> counts.merge(c, count, Long::sum)));
        initialAlphabet.forEach(c -> counts.put(c, Long.MAX_VALUE));
        int surplus = counts.size() - limitAlphabet;
        if (surplus > 0) {
            List<Integer> rarest = new ArrayList<>(counts.keySet());
            rarest.sort(Comparator.comparing(c -> counts.getOrDefault(c, 0L)));
            rarest.subList(0, surplus).forEach(counts::remove);
        }
        return counts.keySet();
    }

    /** Words in their own order, since what a prefix or suffix makes of a letter gets its id when it is first met. */
    private List<Word> words(Map<String, Long> wordCounts) {
        List<Word> words = new ArrayList<>(wordCounts.size());
        new TreeMap<>(wordCounts).forEach((word, count) -> words.add(new Word(symbols(word), count)));
        return words;
    }

    /** The letters of a word that are in the alphabet, with prefix and suffix. */
    private int[] symbols(String word) {
        int[] symbols = new int[word.codePointCount(0, word.length())];
        int size = 0;
        for (int at = 0; at < word.length(); ) {
            String letter = Character.toString(word.codePointAt(at));
            String prefix = at == 0 ? "" : continuingSubwordPrefix;
            at += letter.length();
            String suffix = at == word.length() ? endOfWordSuffix : "";
            if (ids.containsKey(letter)) {
                symbols[size++] = id(prefix + letter + suffix);
            }
        }
        return Arrays.copyOf(symbols, size);
    }

    private void merge(
            Word word,
            int number,
            int left,
            int right,
            int merged,
            Map<Long, Long> counts,
            Map<Long, Set<Integer>> found) {
        int[] symbols = word.symbols;
        int[] lengths = word.lengths;
        int out = 0;
        for (int i = 0; i < word.size; ) {
            boolean here = symbols[i] == left && i + 1 < word.size && symbols[i + 1] == right;
            if (!here) {
                symbols[out] = symbols[i];
                lengths[out++] = lengths[i++];
                continue;
            }
            int length = lengths[i] + lengths[i + 1];
            if (out > 0) {
                counts.merge(pair(symbols[out - 1], left), -word.count, Long::sum);
                add(pair(symbols[out - 1], merged), lengths[out - 1] + length, word, number, counts, found);
            }
            if (i + 2 < word.size) {
                counts.merge(pair(right, symbols[i + 2]), -word.count, Long::sum);
                add(pair(merged, symbols[i + 2]), lengths[i + 2] + length, word, number, counts, found);
            }
            symbols[out] = merged;
            lengths[out++] = length;
            i += 2;
        }
        word.size = out;
    }

    private void add(
            long pair, int length, Word word, int number, Map<Long, Long> counts, Map<Long, Set<Integer>> found) {
        if (length < maxTokenLength) {
            counts.merge(pair, word.count, Long::sum);
            found.computeIfAbsent(pair, key -> new LinkedHashSet<>()).add(number);
        }
    }
}
