package dev.arclight.tokenizers.trainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.models.Unigram;
import dev.arclight.tokenizers.pretokenizers.ByteLevel;
import dev.arclight.tokenizers.pretokenizers.Metaspace;
import dev.arclight.tokenizers.pretokenizers.PreTokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * What trainers learn from a text that is generated here. On real texts they learned what Hugging Face's trainers do when these
 * checksums were taken.
 */
class TrainersTest {
    private static final PreTokenizer MARKS = new Metaspace(0x2581, Metaspace.PrependScheme.ALWAYS, true);

    /** Words of syllables, frequent ones far more often than rare ones. */
    private static List<String> texts() {
        Random random = new Random(42);
        String[] syllables = "ba ke li mo nu ra se ti vo zy ön".split(" ", -1);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = random.nextInt(4); k >= 0; k--) {
                word.append(syllables[random.nextInt(syllables.length)]);
            }
            words.add(word.toString());
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            List<String> text = new ArrayList<>();
            for (int k = 0; k < 10; k++) {
                double place = random.nextDouble();
                text.add(words.get((int) (place * place * place * words.size())));
            }
            texts.add(String.join(" ", text) + (random.nextBoolean() ? "." : "!"));
        }
        return texts;
    }

    private static Map<String, Long> counts(PreTokenizer words) {
        return WordCounts.of(texts().iterator(), Optional.empty(), Optional.of(words));
    }

    private static long checksum(Iterable<?> items) {
        CRC32 sum = new CRC32();
        items.forEach(item -> sum.update((item + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        return sum.getValue();
    }

    @Test
    void mergesStayWhatTheyWere() {
        Bpe model = new BpeTrainer(400).train(counts(new ByteLevel(false, true, true)));
        assertThat(model.merges()).hasSizeGreaterThan(300);
        assertThat(checksum(model.merges().stream()
                        .map(merge -> merge.left() + " " + merge.right())
                        .toList()))
                .isEqualTo(754714464L);
    }

    @Test
    void piecesStayWhatTheyWere() {
        Unigram model = new UnigramTrainer(120)
                .unknownToken("<unk>")
                .specialTokens(List.of("<unk>", "<pad>"))
                .train(counts(MARKS));
        assertThat(model.vocabularySize()).isEqualTo(120);
        assertThat(model.idToToken(0)).isEqualTo("<unk>");
        assertThat(model.idToToken(1)).isEqualTo("<pad>");
        assertThat(model.unknownId()).hasValue(0);
        assertThat(checksum(model.vocabulary().keySet().stream().sorted().toList()))
                .isEqualTo(1747418386L);
    }

    @Test
    void everyCharacterIsAPieceAndTextComesBackFromItsTokens() {
        Unigram model = new UnigramTrainer(60)
                .initialAlphabet(java.util.Set.of(0x1F600))
                .train(counts(MARKS));
        assertThat(model.vocabulary()).containsKeys("\u2581", "ö", "z", "!", "\uD83D\uDE00");
        Tokenizer tokenizer = Tokenizer.builder(model).preTokenizer(MARKS).build();
        for (String text : texts()) {
            assertThat(String.join("", tokenizer.encode(text).tokens()))
                    .isEqualTo("\u2581" + text.replace(' ', '\u2581'));
        }
    }

    @Test
    void probabilitiesOfThePiecesSumToLittleMoreThanTheyLost() {
        Unigram model = new UnigramTrainer(5000).train(counts(MARKS));
        double sum = 0;
        for (int i = 0; i < model.vocabularySize(); i++) {
            sum += Math.exp(model.score(i));
        }
        // The prior takes some from each piece.
        assertThat(sum).isBetween(0.8, 1.0);
    }

    @Test
    void theOrderOfWordsDoesNotMatter() {
        Map<String, Long> counts = counts(MARKS);
        List<String> words = new ArrayList<>(counts.keySet());
        java.util.Collections.shuffle(words, new Random(1));
        Map<String, Long> shuffled = new java.util.LinkedHashMap<>();
        words.forEach(word -> shuffled.put(word, counts.getOrDefault(word, 0L)));
        assertThat(new UnigramTrainer(200).train(shuffled).toJson())
                .isEqualTo(new UnigramTrainer(200).train(new HashMap<>(counts)).toJson());
    }

    @Test
    void seedsAreWhatComesUpAgainAndGoesOnDifferently() {
        Map<String, Long> words = new java.util.TreeMap<>(Map.of("This is a", 1L, "こんにちは友達", 1L));
        assertThat(SeedPieces.of(words, 16, 1000))
                .containsEntry("is ", 6.0)
                .containsEntry("s ", 4.0)
                .containsEntry("s", 2.0)
                .containsEntry("達", 1.0)
                .doesNotContainKeys("is", "Th")
                .hasSize(15);
    }

    @Test
    void seedsAreThoseOfCountingAllSubstrings() {
        Random random = new Random(7);
        Map<String, Long> words = new java.util.TreeMap<>();
        for (int i = 0; i < 200; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = random.nextInt(12); k >= 0; k--) {
                word.append((char) ('a' + random.nextInt(3)));
            }
            words.put(word.toString(), 1L + random.nextInt(5));
        }
        Map<String, java.util.Set<Integer>> followers = new HashMap<>();
        Map<String, Integer> occurrences = new HashMap<>();
        for (String word : words.keySet()) {
            for (int from = 0; from < word.length(); from++) {
                for (int to = from + 2; to <= Math.min(word.length(), from + 5); to++) {
                    String piece = word.substring(from, to);
                    occurrences.merge(piece, 1, Integer::sum);
                    followers
                            .computeIfAbsent(piece, key -> new java.util.HashSet<>())
                            .add(to < word.length() ? (int) word.charAt(to) : -1);
                }
            }
        }
        Map<String, Double> expected = new HashMap<>();
        occurrences.forEach((piece, count) -> {
            if (followers.getOrDefault(piece, java.util.Set.of()).size() > 1) {
                expected.put(piece, (double) count * piece.length());
            }
        });
        Map<String, Double> seeds = SeedPieces.of(words, 5, 1_000_000);
        seeds.keySet().removeIf(piece -> piece.length() == 1);
        assertThat(seeds).isEqualTo(expected);
        assertThat(new ArrayList<>(seeds.values())).isSortedAccordingTo(java.util.Comparator.<Double>reverseOrder());
    }

    @Test
    void digammaIsTheDerivativeOfTheLogarithmOfTheGammaFunction() {
        // -γ, and 1 + 1/2 + … + 1/9 - γ
        assertThat(UnigramTrainer.digamma(1)).isCloseTo(-0.5772156649015329, within(1e-9));
        assertThat(UnigramTrainer.digamma(10)).isCloseTo(2.2517525890667211, within(1e-9));
        assertThat(UnigramTrainer.digamma(0.5)).isCloseTo(-1.9635100260214235, within(1e-9));
    }

    @Test
    void aVocabularyWithoutRoomForAllCharactersIsRefused() {
        assertThatThrownBy(() -> new UnigramTrainer(5).train(counts(MARKS)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("a token for each character");
        assertThatThrownBy(() -> new UnigramTrainer(100).train(Map.of())).isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() -> new UnigramTrainer(0)).isInstanceOf(TokenizerException.class);
        assertThatThrownBy(() -> new UnigramTrainer(10).shrinkingFactor(1)).isInstanceOf(TokenizerException.class);
    }
}
