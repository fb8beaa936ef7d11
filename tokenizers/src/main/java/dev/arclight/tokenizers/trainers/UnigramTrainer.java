package dev.arclight.tokenizers.trainers;

import dev.arclight.tokenizers.models.Trie;
import dev.arclight.tokenizers.models.Unigram;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Learns the pieces of a Unigram model and their probabilities from counted words (Kudo, <a
 * href="https://arxiv.org/abs/1804.10959">Subword Regularization</a>).
 *
 * <p>Training begins with all characters and the substrings that come up most. Rounds of expectation and maximization (with
 * a prior that makes rare pieces rarer) estimate probabilities; after each round, the pieces go whose loss lowers the
 * likelihood of the words least, until a tenth more are left than asked for. The best of those become the model, and every
 * character stays. The result does not depend on the order of the words.
 *
 * <pre>{@code
 * Unigram model = new UnigramTrainer(8000)
 *         .specialTokens(List.of("<unk>"))
 *         .unknownToken("<unk>")
 *         .train(WordCounts.of(texts, normalizer, preTokenizer));
 * }</pre>
 */
public final class UnigramTrainer {
    private static final double LEAST_EXPECTED = 0.5;
    private static final double UNKNOWN_PENALTY = 10;
    // What characters that training lost differ by, so that none ties with another.
    private static final double STEP_OF_LOST = 0.0001;

    private final int vocabularySize;
    private double shrinkingFactor = 0.75;
    private int subIterations = 2;
    private int maxPieceLength = 16;
    private int seedSize = 1_000_000;
    private List<String> specialTokens = List.of();
    private Set<Integer> initialAlphabet = Set.of();
    private @Nullable String unknownToken;

    /**
     * A trainer with Hugging Face's defaults.
     *
     * @param vocabularySize how many tokens there are to be at most, special ones and all characters among them
     */
    public UnigramTrainer(int vocabularySize) {
        if (vocabularySize < 1) {
            throw new TokenizerException(
                    "UnigramTrainer: the vocabulary size is " + vocabularySize + "; expected at least 1");
        }
        this.vocabularySize = vocabularySize;
    }

    /** What share of the pieces stays after each round; 0.75 by default. */
    public UnigramTrainer shrinkingFactor(double factor) {
        if (!(factor > 0 && factor < 1)) {
            throw new TokenizerException(
                    "UnigramTrainer: the shrinking factor is " + factor + "; expected a number between 0 and 1");
        }
        shrinkingFactor = factor;
        return this;
    }

    /** How often probabilities are estimated in a round; 2 by default. */
    public UnigramTrainer subIterations(int iterations) {
        subIterations = atLeastOne("number of sub-iterations", iterations);
        return this;
    }

    /** How many code points a piece has at most; 16 by default. */
    public UnigramTrainer maxPieceLength(int length) {
        maxPieceLength = atLeastOne("longest piece", length);
        return this;
    }

    /** How many pieces training begins with at most; a million by default. */
    public UnigramTrainer seedSize(int size) {
        seedSize = atLeastOne("number of seeds", size);
        return this;
    }

    private static int atLeastOne(String what, int value) {
        if (value < 1) {
            throw new TokenizerException("UnigramTrainer: the " + what + " is " + value + "; expected at least 1");
        }
        return value;
    }

    /** Tokens that get the first ids, with a score of 0. */
    public UnigramTrainer specialTokens(List<String> special) {
        specialTokens = List.copyOf(special);
        return this;
    }

    /** Code points that are pieces, whether the text holds them or not. */
    public UnigramTrainer initialAlphabet(Set<Integer> codePoints) {
        initialAlphabet = Set.copyOf(codePoints);
        return this;
    }

    /**
     * What stands for characters that are no pieces. If it is not among the special tokens it gets id 0. By default there is
     * none, and text with such a character is an error.
     */
    public UnigramTrainer unknownToken(String token) {
        unknownToken = token;
        return this;
    }

    /** The pieces that are left, as numbers of seeds, with their log probabilities; the first is the unknown one. */
    private record Pieces(int[] seeds, double[] scores) {
        int size() {
            return seeds.length;
        }

        double least() {
            double least = Double.POSITIVE_INFINITY;
            for (int i = 1; i < scores.length; i++) {
                least = Math.min(least, scores[i]);
            }
            return least;
        }
    }

    /**
     * Learns a model from words and how often each is there. A word is what a pre-tokenizer makes of a text, or a whole text
     * if there is none.
     *
     * @throws TokenizerException when there are no words, or more characters than the vocabulary has room for
     */
    public Unigram train(Map<String, Long> wordCounts) {
        TreeMap<String, Long> words = new TreeMap<>(wordCounts);
        words.remove("");
        TreeSet<Integer> characters = new TreeSet<>(initialAlphabet);
        words.keySet().forEach(word -> word.codePoints().forEach(characters::add));
        int room = vocabularySize - leading().size();
        if (words.isEmpty() || characters.size() > room) {
            throw new TokenizerException("UnigramTrainer: " + words.size() + " words have " + characters.size()
                    + " characters, and of " + vocabularySize + " tokens "
                    + leading().size()
                    + " are special; expected words, and a token for each character");
        }
        Map<String, Double> seeds = SeedPieces.of(words, maxPieceLength, seedSize);
        String[] texts = new String[seeds.size() + 1];
        texts[PieceLattice.UNKNOWN] = "";
        Trie trie = new Trie();
        int next = 1;
        for (String seed : seeds.keySet()) {
            trie.put(seed, next);
            texts[next++] = seed;
        }
        PieceLattice lattice = new PieceLattice(trie);
        Pieces pieces = first(seeds.values());
        int desired = (int) Math.min(Integer.MAX_VALUE, vocabularySize * 11L / 10);
        while (true) {
            for (int i = 0; i < subIterations; i++) {
                pieces = maximized(pieces, expected(pieces, texts.length, words, lattice));
            }
            if (pieces.size() <= desired) {
                break;
            }
            Pieces pruned = pruned(pieces, texts, words, lattice, desired);
            if (pruned.size() == pieces.size()) {
                break;
            }
            pieces = pruned;
        }
        return model(pieces, texts, characters, room);
    }

    private static Pieces first(Iterable<Double> weights) {
        List<Double> list = new ArrayList<>();
        weights.forEach(list::add);
        double sum = 0;
        for (double weight : list) {
            sum += weight;
        }
        int[] seeds = new int[list.size() + 1];
        double[] scores = new double[seeds.length];
        for (int i = 1; i < seeds.length; i++) {
            seeds[i] = i;
            scores[i] = Math.log(list.get(i - 1)) - Math.log(sum);
        }
        return new Pieces(seeds, scores);
    }

    private static void use(Pieces pieces, int seeds, PieceLattice lattice) {
        int[] places = new int[seeds];
        Arrays.fill(places, -1);
        for (int i = 1; i < pieces.size(); i++) {
            places[pieces.seeds[i]] = i;
        }
        lattice.use(places, pieces.scores, pieces.least() - UNKNOWN_PENALTY);
    }

    /** How often each piece is to be expected in all words. */
    private static double[] expected(Pieces pieces, int seeds, Map<String, Long> words, PieceLattice lattice) {
        use(pieces, seeds, lattice);
        double[] expected = new double[pieces.size()];
        words.forEach((word, count) -> {
            lattice.set(word);
            lattice.addExpected(count, expected);
        });
        return expected;
    }

    /**
     * The pieces that are expected often enough, with the probabilities that follow. The digamma function in place of the
     * logarithm makes it the mean under a sparse Dirichlet prior (Liang and Klein, Structured Bayesian Nonparametric Models
     * with Variational Inference, ACL 2007).
     */
    private static Pieces maximized(Pieces pieces, double[] expected) {
        int[] seeds = new int[pieces.size()];
        double[] scores = new double[pieces.size()];
        int kept = 1;
        double sum = 0;
        for (int i = 1; i < pieces.size(); i++) {
            if (expected[i] >= LEAST_EXPECTED) {
                seeds[kept] = pieces.seeds[i];
                scores[kept++] = expected[i];
                sum += expected[i];
            }
        }
        double whole = digamma(sum);
        for (int i = 1; i < kept; i++) {
            scores[i] = digamma(scores[i]) - whole;
        }
        return new Pieces(Arrays.copyOf(seeds, kept), Arrays.copyOf(scores, kept));
    }

    /** The derivative of the logarithm of the gamma function: its recurrence up to 7, then its series around x - 1/2. */
    static double digamma(double x) {
        double result = 0;
        double at = x;
        for (; at < 7; at++) {
            result -= 1 / at;
        }
        double y = at - 0.5;
        double r = 1 / (y * y);
        return result + Math.log(y) + r * (1.0 / 24 - r * (7.0 / 960 - r * (31.0 / 8064 - r * (127.0 / 30720))));
    }

    /** A piece and how much less likely the words become without it. */
    private record Loss(int piece, double value) {}

    /**
     * The pieces without those that matter least. What a piece matters is estimated: each of its occurrences becomes the
     * second-best way to cut it.
     */
    private Pieces pruned(Pieces pieces, String[] texts, Map<String, Long> words, PieceLattice lattice, int desired) {
        use(pieces, texts.length, lattice);
        int n = pieces.size();
        double[] frequencies = new double[n];
        double[] occurrences = {0};
        words.forEach((word, count) -> {
            lattice.set(word);
            for (int piece : lattice.best(-1)) {
                frequencies[piece] += count;
            }
            occurrences[0] += count;
        });
        double sum = 0;
        for (double frequency : frequencies) {
            sum += frequency;
        }
        int[] kept = new int[n];
        int size = 1;
        List<Loss> losses = new ArrayList<>();
        for (int piece = 1; piece < n; piece++) {
            double frequency = frequencies[piece];
            lattice.set(texts[pieces.seeds[piece]]);
            boolean ambiguous = lattice.isAmbiguous();
            boolean whole = !ambiguous || lattice.best(-1).length == 1;
            if (frequency == 0) {
                if (whole && !ambiguous) {
                    kept[size++] = piece;
                }
                continue;
            }
            if (!ambiguous || !whole) {
                kept[size++] = piece;
                continue;
            }
            int[] instead = lattice.best(piece);
            // Hugging Face's trainer adds the frequency once for each of all pieces here, not of those instead, which
            // keeps
            // frequent pieces longer; what it learns depends on that.
            double sumWithout = Math.log(sum + frequency * (n - 1));
            double without = 0;
            for (int other : instead) {
                without += Math.log(frequencies[other] + frequency) - sumWithout;
            }
            double with = Math.log(frequency) - Math.log(sum);
            losses.add(new Loss(piece, frequency / occurrences[0] * (with - without)));
        }
        losses.sort(Comparator.comparingDouble((Loss loss) -> -loss.value));
        int target = Math.max(desired, (int) (n * shrinkingFactor));
        for (Loss loss : losses) {
            if (size >= target) {
                break;
            }
            kept[size++] = loss.piece;
        }
        int[] seeds = new int[size];
        double[] scores = new double[size];
        for (int i = 1; i < size; i++) {
            seeds[i] = pieces.seeds[kept[i]];
            scores[i] = pieces.scores[kept[i]];
        }
        return new Pieces(seeds, scores);
    }

    /** The tokens before all pieces. */
    private List<String> leading() {
        if (unknownToken == null || specialTokens.contains(unknownToken)) {
            return specialTokens;
        }
        List<String> leading = new ArrayList<>();
        leading.add(unknownToken);
        leading.addAll(specialTokens);
        return leading;
    }

    private Unigram model(Pieces pieces, String[] texts, Set<Integer> characters, int room) {
        Map<String, Double> known = new HashMap<>();
        for (int i = 1; i < pieces.size(); i++) {
            known.put(texts[pieces.seeds[i]], pieces.scores[i]);
        }
        List<Map.Entry<String, Double>> chosen = new ArrayList<>();
        Set<String> required = new HashSet<>();
        double lost = pieces.least();
        for (int character : characters) {
            String text = Character.toString(character);
            required.add(text);
            Double score = known.get(text);
            if (score == null) {
                score = lost;
                lost += STEP_OF_LOST;
            }
            chosen.add(Map.entry(text, score));
        }
        for (int i = 1; i < pieces.size() && chosen.size() < room; i++) {
            String text = texts[pieces.seeds[i]];
            if (!required.contains(text)) {
                chosen.add(Map.entry(text, pieces.scores[i]));
            }
        }
        chosen.sort(Comparator.comparingDouble((Map.Entry<String, Double> piece) -> -piece.getValue()));
        List<String> vocabulary = new ArrayList<>(leading());
        double[] scores = new double[vocabulary.size() + chosen.size()];
        for (Map.Entry<String, Double> piece : chosen) {
            scores[vocabulary.size()] = piece.getValue();
            vocabulary.add(piece.getKey());
        }
        OptionalInt unknownId =
                unknownToken == null ? OptionalInt.empty() : OptionalInt.of(vocabulary.indexOf(unknownToken));
        return new Unigram(vocabulary, scores, unknownId, false);
    }
}
