package dev.arclight.tokenizers.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tokenizers.text.TokenizerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ModelsTest {
    @Test
    void bytePairsMergeInTheOrderOfTheMergesAndFromTheLeft() {
        Bpe model = Bpe.builder(vocabulary("a", "b", "ab", "aa", "aab"), merges("a b", "a a", "a ab"))
                .build();
        assertThat(tokenize(model, "aab")).containsExactly("aab[0,3)");
        assertThat(tokenize(model, "aaa")).containsExactly("aa[0,2)", "a[2,3)");
        assertThat(tokenize(model, "aaab")).containsExactly("aa[0,2)", "ab[2,4)");
    }

    @Test
    void anUnknownCharacterIsLeftOutOrBecomesTheUnknownTokenFusedOrNot() {
        Map<String, Integer> vocabulary = vocabulary("a", "?");
        assertThat(tokenize(Bpe.builder(vocabulary, List.of()).build(), "xa")).containsExactly("a[0,1)");
        Bpe.Builder builder = Bpe.builder(vocabulary, List.of()).unknownToken("?");
        assertThat(tokenize(builder.build(), "xya")).containsExactly("?[0,1)", "?[1,2)", "a[2,3)");
        assertThat(tokenize(builder.fuseUnknown(true).build(), "xya")).containsExactly("?[0,2)", "a[2,3)");
    }

    @Test
    void anUnknownCharacterBecomesItsBytesEachCoveringAllOfIt() {
        Bpe model = Bpe.builder(vocabulary("a", "<0xC3>", "<0xA9>"), List.of())
                .byteFallback(true)
                .build();
        assertThat(tokenize(model, "a\u00E9a")).containsExactly("a[0,1)", "<0xC3>[1,2)", "<0xA9>[1,2)", "a[2,3)");
        assertThat(model.tokenizesBytes()).isFalse();
    }

    @Test
    void bytesOfACharacterCoverAllOfIt() {
        Bpe model = Bpe.builder(vocabulary("\u00C3", "\u00A9", "\u0120", "\u0120\u00C3"), merges("\u0120 \u00C3"))
                .build();
        Tokens tokens = new Tokens();
        model.tokenizeBytes(" \u00E9".toCharArray(), 0, 2, tokens);
        assertThat(describe(model, tokens, " \u00E9")).containsExactly("\u0120\u00C3[0,2)", "\u00A9[1,2)");
    }

    @Test
    void prefixAndSuffixMarkWhereASymbolStands() {
        Bpe model = Bpe.builder(
                        vocabulary("a", "##b", "##c</w>", "a##b", "ab", "abc</w>"), merges("a ##b", "ab ##c</w>"))
                .continuingSubwordPrefix("##")
                .endOfWordSuffix("</w>")
                .build();
        assertThat(tokenize(model, "abc")).containsExactly("abc</w>[0,3)");
    }

    @Test
    void aPieceThatIsATokenIsTakenWholeWhereMergesAreIgnored() {
        Bpe.Builder builder = Bpe.builder(vocabulary("a", "b", "ab"), List.of());
        assertThat(tokenize(builder.build(), "ab")).containsExactly("a[0,1)", "b[1,2)");
        assertThat(tokenize(builder.ignoreMerges(true).build(), "ab")).containsExactly("ab[0,2)");
    }

    @Test
    void allMergesAreLeftOutWhereDropoutIsCertain() {
        Bpe model = Bpe.builder(vocabulary("a", "b", "ab"), merges("a b"))
                .dropout(1)
                .build();
        assertThat(tokenize(model, "abab")).hasSize(4);
    }

    @Test
    void someMergesAreLeftOutWhereDropoutIsHalf() {
        Bpe model = Bpe.builder(vocabulary("a", "b", "ab"), merges("a b"))
                .dropout(0.5)
                .build();
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            counts.add(tokenize(model, "ab").size());
        }
        assertThat(counts).contains(1, 2);
    }

    @Test
    void aHeapAndAScanMergeTheSame() {
        MergeTable merges = new MergeTable(64);
        Random random = new Random(5);
        for (int rank = 0; rank < 64; rank++) {
            merges.put(random.nextInt(12), random.nextInt(12), rank, random.nextInt(12) + 4);
        }
        for (int round = 0; round < 2000; round++) {
            Merging scanned = new Merging();
            Merging heaped = new Merging();
            int n = random.nextInt(40);
            for (int i = 0; i < n; i++) {
                int id = random.nextInt(8);
                scanned.add(id, i + 1);
                heaped.add(id, i + 1);
            }
            scanned.mergeByScan(merges);
            heaped.mergeByHeap(merges, 0);
            assertThat(symbols(heaped)).as("round " + round).isEqualTo(symbols(scanned));
        }
    }

    private static List<Integer> symbols(Merging word) {
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < word.size(); i++) {
            result.add(word.id(i));
            result.add(word.length(i));
        }
        return result;
    }

    @Test
    void aMergeOfAnUnknownTokenIsAnError() {
        assertThatThrownBy(
                        () -> Bpe.builder(vocabulary("a", "b"), merges("a b")).build())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("merge 1 needs the token \"ab\"");
        assertThatThrownBy(() -> Bpe.Merge.parse("a b c", 3))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("line 3");
    }

    @Test
    void aWordIsCutIntoTheLongestTokensFromTheLeft() {
        WordPiece model = new WordPiece(vocabulary("[UNK]", "un", "##aff", "##able", "##a", "able"), "[UNK]", "##", 10);
        assertThat(tokenize(model, "unaffable")).containsExactly("un[0,2)", "##aff[2,5)", "##able[5,9)");
        assertThat(tokenize(model, "able")).containsExactly("able[0,4)");
        assertThat(tokenize(model, "unx")).containsExactly("[UNK][0,3)");
        assertThat(tokenize(model, "unaaaaaaaaa")).containsExactly("[UNK][0,11)");
    }

    @Test
    void aWordThatNoTokenCoversIsAnErrorWithoutAnUnknownToken() {
        assertThatThrownBy(() -> tokenize(new WordPiece(vocabulary("a"), "[UNK]", "##", 10), "b"))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("[UNK]");
        assertThatThrownBy(() -> tokenize(new WordLevel(vocabulary("a"), "<unk>"), "b"))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("<unk>");
    }

    @Test
    void aWholeWordIsATokenOrUnknown() {
        WordLevel model = new WordLevel(vocabulary("<unk>", "hello"), "<unk>");
        assertThat(tokenize(model, "hello")).containsExactly("hello[0,5)");
        assertThat(tokenize(model, "hell")).containsExactly("<unk>[0,4)");
    }

    @Test
    void theLikeliestCutWins() {
        Unigram model = unigram(false, "<unk>", 0, "a", -1, "b", -1, "ab", -1.5, "abc", -9, "c", -1);
        assertThat(tokenize(model, "abc")).containsExactly("ab[0,2)", "c[2,3)");
        assertThat(tokenize(model, "ba")).containsExactly("b[0,1)", "a[1,2)");
    }

    @Test
    void neighbouringUnknownCharactersBecomeOneTokenWrittenAsTheyAre() {
        Unigram model = unigram(false, "<unk>", 0, "a", -1);
        Tokens tokens = new Tokens();
        model.tokenize("axya".toCharArray(), 0, 4, tokens);
        assertThat(describe(model, tokens, "axya")).containsExactly("a[0,1)", "xy[1,3)", "a[3,4)");
        assertThat(tokens.id(1)).isZero();
        assertThat(tokens.isVerbatim(1)).isTrue();
    }

    @Test
    void unknownTextBecomesItsBytesWhereAllOfThemArePieces() {
        Unigram model = unigram(true, "<unk>", 0, "a", -1, "<0xC3>", -2, "<0xA9>", -2);
        assertThat(tokenize(model, "a\u00E9")).containsExactly("a[0,1)", "<0xC3>[1,2)", "<0xA9>[1,2)");
        assertThat(tokenize(model, "a\u00E8")).containsExactly("a[0,1)", "\u00E8[1,2)");
    }

    @Test
    void scoresAreRoundedAsTheLibraryRoundsThem() {
        // The nearest double is one unit in the last place away from what two roundings give.
        assertThat(score("-3.5432109832763672")).isEqualTo(-((double) 35432109832763672L) / 1e16);
        assertThat(score("12345678901234567890123.5")).isEqualTo(2 * (double) 6172839450617283945L * 1e3);
        assertThat(score("1e-400")).isZero();
        assertThat(score("1e999999")).isInfinite();
        assertThat(score("0.0")).isZero();
    }

    private static double score(String number) {
        return Scores.read(com.fasterxml.jackson.databind.node.DecimalNode.valueOf(new java.math.BigDecimal(number)));
    }

    @Test
    void aWordIsTheSameWhenItIsRemembered() {
        Bpe model = Bpe.builder(vocabulary("a", "b", "ab", "\uD83D\uDE00"), merges("a b"))
                .build();
        List<String> words = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder word = new StringBuilder();
            for (int n = random.nextInt(45) + 1; n > 0; n--) {
                word.append(random.nextInt(20) == 0 ? "\uD83D\uDE00" : random.nextBoolean() ? "a" : "b");
            }
            words.add(word.toString());
        }
        for (String word : words) {
            assertThat(tokenize(model, word)).isEqualTo(tokenize(model, word));
        }
    }

    @Test
    void idsMayHaveHoles() {
        WordLevel model = new WordLevel(Map.of("a", 5, "b", 2_000_000_000), "a");
        assertThat(model.idToToken(2_000_000_000)).isEqualTo("b");
        assertThat(model.idToToken(0)).isNull();
        assertThat(model.tokenToId("b")).hasValue(2_000_000_000);
        assertThat(model.vocabularySize()).isEqualTo(2);
    }

    private static Unigram unigram(boolean byteFallback, Object... piecesAndScores) {
        List<String> pieces = new ArrayList<>();
        double[] scores = new double[piecesAndScores.length / 2];
        for (int i = 0; i < scores.length; i++) {
            pieces.add((String) piecesAndScores[2 * i]);
            scores[i] = ((Number) piecesAndScores[2 * i + 1]).doubleValue();
        }
        return new Unigram(pieces, scores, OptionalInt.of(0), byteFallback);
    }

    private static Map<String, Integer> vocabulary(String... tokens) {
        Map<String, Integer> result = new LinkedHashMap<>();
        for (String token : tokens) {
            result.put(token, result.size());
        }
        return result;
    }

    private static List<Bpe.Merge> merges(String... lines) {
        List<Bpe.Merge> result = new ArrayList<>();
        for (String line : lines) {
            result.add(Bpe.Merge.parse(line, result.size() + 1));
        }
        return result;
    }

    private static List<String> tokenize(Model model, String text) {
        Tokens tokens = new Tokens();
        String surrounded = "#" + text + "#";
        model.tokenize(surrounded.toCharArray(), 1, 1 + text.length(), tokens);
        List<String> result = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            result.add(
                    token(model, tokens, i, surrounded) + "[" + (tokens.from(i) - 1) + "," + (tokens.to(i) - 1) + ")");
        }
        return result;
    }

    private static List<String> describe(Model model, Tokens tokens, String text) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            result.add(token(model, tokens, i, text) + "[" + tokens.from(i) + "," + tokens.to(i) + ")");
        }
        return result;
    }

    private static String token(Model model, Tokens tokens, int index, String text) {
        return tokens.isVerbatim(index)
                ? text.substring(tokens.from(index), tokens.to(index))
                : String.valueOf(model.idToToken(tokens.id(index)));
    }
}
