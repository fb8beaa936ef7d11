package dev.arclight.tokenizers.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.pretokenizers.SimplePreTokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {
    @Test
    void theMostFrequentPairIsMergedFirstAndTiesGoToLowerIds() {
        // The counts of Hugging Face's own documentation of its trainer.
        Map<String, Long> counts = Map.of(
                "roses", 1L, "are", 2L, "red", 1L, "voilets", 1L, "blue", 1L, "BERT", 1L, "is", 2L, "big", 1L, "and",
                1L);
        Bpe model = new BpeTrainer(30_000).minFrequency(2).train(counts);
        assertThat(model.merges())
                .containsExactly(new Bpe.Merge("r", "e"), new Bpe.Merge("a", "re"), new Bpe.Merge("i", "s"));
    }

    @Test
    void mergesAreThoseOfCountingAllPairsAnewEachTime() {
        Random random = new Random(5);
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            StringBuilder word = new StringBuilder();
            for (int k = random.nextInt(7); k >= 0; k--) {
                word.append((char) ('a' + (int) Math.abs(random.nextGaussian() * 4) % 26));
            }
            counts.merge(word.toString(), 1L + random.nextInt(20), Long::sum);
        }
        List<Bpe.Merge> merges = new BpeTrainer(120).train(counts).merges();
        Map<String, Integer> ids = new BpeTrainer(120).train(counts).vocabulary();
        Map<List<String>, Long> words = new HashMap<>();
        counts.forEach((word, count) -> words.merge(List.of(word.split("")), count, Long::sum));
        for (Bpe.Merge merge : merges.subList(0, 40)) {
            Map<Bpe.Merge, Long> pairs = new HashMap<>();
            words.forEach((word, count) -> {
                for (int i = 0; i + 1 < word.size(); i++) {
                    pairs.merge(new Bpe.Merge(word.get(i), word.get(i + 1)), count, Long::sum);
                }
            });
            // Equal neighbours overlap, so that their pair is counted too often by both.
            long most = pairs.values().stream().mapToLong(Long::longValue).max().orElseThrow();
            Bpe.Merge best = pairs.keySet().stream()
                    .filter(pair -> pairs.getOrDefault(pair, 0L) == most)
                    .min(java.util.Comparator.comparing((Bpe.Merge pair) -> ids.getOrDefault(pair.left(), -1))
                            .thenComparing(pair -> ids.getOrDefault(pair.right(), -1)))
                    .orElseThrow();
            assertThat(merge).isEqualTo(best);
            Map<List<String>, Long> next = new HashMap<>();
            words.forEach((word, count) -> next.merge(merged(word, merge), count, Long::sum));
            words.clear();
            words.putAll(next);
        }
    }

    private static List<String> merged(List<String> word, Bpe.Merge merge) {
        List<String> result = new java.util.ArrayList<>();
        for (int i = 0; i < word.size(); i++) {
            if (i + 1 < word.size()
                    && word.get(i).equals(merge.left())
                    && word.get(i + 1).equals(merge.right())) {
                result.add(merge.left() + merge.right());
                i++;
            } else {
                result.add(word.get(i));
            }
        }
        return result;
    }

    @Test
    void wordsAreCountedAsThePreTokenizerCutsThem() {
        assertThat(WordCounts.of(
                        List.of("a b a", "b. a").iterator(),
                        Optional.empty(),
                        Optional.of(SimplePreTokenizer.whitespace())))
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", 3L, "b", 2L, ".", 1L));
    }

    @Test
    void specialTokensComeFirstAndRareCharactersAreLeftOutOfALimitedAlphabet() {
        Bpe model = new BpeTrainer(10)
                .specialTokens(List.of("<unk>"))
                .limitAlphabet(2)
                .train(Map.of("aab", 5L, "ac", 1L));
        assertThat(model.vocabulary().get("<unk>")).isZero();
        assertThat(model.vocabulary()).containsKeys("a", "b").doesNotContainKey("c");
    }
}
