package dev.arclight.tokenizers.trainers;

import dev.arclight.tokenizers.models.WordLevel;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes the most frequent words as the vocabulary of a {@link WordLevel} model; of equally frequent ones the first in the
 * order of code points, as Hugging Face's trainer.
 */
public final class WordLevelTrainer {
    private final int vocabularySize;
    private long minFrequency;
    private List<String> specialTokens = List.of();
    private String unknownToken = "<unk>";

    /**
     * A trainer with Hugging Face's defaults.
     *
     * @param vocabularySize how many tokens there are to be at most, special ones among them
     */
    public WordLevelTrainer(int vocabularySize) {
        if (vocabularySize < 1) {
            throw new TokenizerException(
                    "WordLevelTrainer: the vocabulary size is " + vocabularySize + "; expected at least 1");
        }
        this.vocabularySize = vocabularySize;
    }

    /** How often a word must be there; 0 by default. */
    public WordLevelTrainer minFrequency(long frequency) {
        minFrequency = frequency;
        return this;
    }

    /** Tokens that get the first ids. */
    public WordLevelTrainer specialTokens(List<String> special) {
        specialTokens = List.copyOf(special);
        return this;
    }

    /** What stands for words that are not in the vocabulary; {@code <unk>} by default. Name it among the special tokens. */
    public WordLevelTrainer unknownToken(String token) {
        unknownToken = token;
        return this;
    }

    /** Takes a model from words and how often each is there. */
    public WordLevel train(Map<String, Long> wordCounts) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        for (String special : specialTokens) {
            add(vocabulary, special);
        }
        List<Map.Entry<String, Long>> words = new ArrayList<>(wordCounts.entrySet());
        words.sort(Comparator.comparingLong((Map.Entry<String, Long> word) -> -word.getValue())
                .thenComparing(Map.Entry::getKey, WordLevelTrainer::byCodePoints));
        for (Map.Entry<String, Long> word : words) {
            if (word.getValue() >= minFrequency) {
                add(vocabulary, word.getKey());
            }
        }
        return new WordLevel(vocabulary, unknownToken);
    }

    private void add(Map<String, Integer> vocabulary, String token) {
        if (vocabulary.size() < vocabularySize) {
            vocabulary.putIfAbsent(token, vocabulary.size());
        }
    }

    private static int byCodePoints(String a, String b) {
        return java.util.Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
    }
}
