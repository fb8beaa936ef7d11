package dev.arclight.tokenizers.trainers;

import dev.arclight.tokenizers.models.WordPiece;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Learns the vocabulary of a {@link WordPiece} model from counted words: the tokens of the byte-pair encoding that
 * {@link BpeTrainer} learns, as Hugging Face's trainer does.
 *
 * <pre>{@code
 * WordPiece model = new WordPieceTrainer(30_000).specialTokens(List.of("[UNK]")).train(WordCounts.of(texts, …));
 * }</pre>
 */
public final class WordPieceTrainer {
    private static final String UNKNOWN = "[UNK]";
    private static final int LONGEST_WORD = 100;

    private final BpeTrainer pairs;
    private String prefix = "##";

    /**
     * A trainer with Hugging Face's defaults.
     *
     * @param vocabularySize as that of {@link BpeTrainer}
     */
    public WordPieceTrainer(int vocabularySize) {
        pairs = new BpeTrainer(vocabularySize);
    }

    /** As {@link BpeTrainer#minFrequency}. */
    public WordPieceTrainer minFrequency(long frequency) {
        pairs.minFrequency(frequency);
        return this;
    }

    /** As {@link BpeTrainer#specialTokens}; the model's unknown token, {@code [UNK]}, should be among them. */
    public WordPieceTrainer specialTokens(List<String> special) {
        pairs.specialTokens(special);
        return this;
    }

    /** As {@link BpeTrainer#initialAlphabet}. */
    public WordPieceTrainer initialAlphabet(Set<Integer> codePoints) {
        pairs.initialAlphabet(codePoints);
        return this;
    }

    /** As {@link BpeTrainer#limitAlphabet}. */
    public WordPieceTrainer limitAlphabet(int limit) {
        pairs.limitAlphabet(limit);
        return this;
    }

    /** What begins every token but a word's first; {@code ##} by default. */
    public WordPieceTrainer continuingSubwordPrefix(String text) {
        prefix = text;
        return this;
    }

    /** Learns a model from words and how often each is there. */
    public WordPiece train(Map<String, Long> wordCounts) {
        Map<String, Integer> vocabulary =
                pairs.continuingSubwordPrefix(prefix).train(wordCounts).vocabulary();
        return new WordPiece(vocabulary, UNKNOWN, prefix, LONGEST_WORD);
    }
}
