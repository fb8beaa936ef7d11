package dev.arclight.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.arclight.tokenizers.decoders.ByteLevelDecoder;
import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.models.WordLevel;
import dev.arclight.tokenizers.processors.BertProcessing;
import dev.arclight.tokenizers.processors.SpecialToken;
import dev.arclight.tokenizers.text.TokenizerException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TokenizerTest {
    // One token for each letter, so that lengths and offsets are easy to see.
    private static final Tokenizer LETTERS = Tokenizer.builder(
                    Bpe.builder(letters(), List.of()).build())
            .postProcessor(new BertProcessing(new SpecialToken("]", 27), new SpecialToken("[", 26)))
            .addedTokens(List.of(AddedToken.special("["), AddedToken.special("]")))
            .build();

    private static Map<String, Integer> letters() {
        Map<String, Integer> result = new LinkedHashMap<>();
        for (char c = 'a'; c <= 'z'; c++) {
            result.put(String.valueOf(c), c - 'a');
        }
        result.put("[", 26);
        result.put("]", 27);
        result.put(" ", 28);
        return result;
    }

    @Test
    void anEncodingSaysAllOfItsTokens() {
        Encoding encoding = LETTERS.encode("ab", "c");
        assertThat(encoding.ids()).containsExactly(26, 0, 1, 27, 2, 27);
        assertThat(encoding.longIds()).containsExactly(26, 0, 1, 27, 2, 27);
        assertThat(encoding.tokens()).containsExactly("[", "a", "b", "]", "c", "]");
        assertThat(encoding.typeIds()).containsExactly(0, 0, 0, 0, 1, 1);
        assertThat(encoding.specialTokensMask()).containsExactly(1, 0, 0, 1, 0, 1);
        assertThat(encoding.attentionMask()).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(encoding.sequenceIds()).containsExactly(-1, 0, 0, -1, 1, -1);
        assertThat(encoding.wordIds()).containsExactly(-1, 0, 0, -1, 0, -1);
        assertThat(encoding.start(2)).isEqualTo(1);
        assertThat(encoding.end(2)).isEqualTo(2);
        assertThat(encoding.tokenAt(1, 0)).hasValue(2);
        assertThat(encoding.tokenAt(1, 1)).isEmpty();
    }

    @Test
    void idsGoIntoAnArrayThatIsGivenAndTheirNumberIsToldIfItIsTooShort() {
        int[] ids = new int[3];
        assertThat(LETTERS.encodeInto("abc", true, ids)).isEqualTo(5);
        assertThat(ids).containsExactly(26, 0, 1);
        assertThat(LETTERS.encodeInto(java.nio.CharBuffer.wrap("zy"), false, ids))
                .isEqualTo(2);
        assertThat(ids).containsExactly(25, 24, 1);
    }

    @Test
    void idsAloneMakeNoObjects() {
        int[] ids = new int[64];
        String text = "the quick brown fox";
        for (int i = 0; i < 1000; i++) {
            LETTERS.encodeInto(text, true, ids);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < 1000; i++) {
            LETTERS.encodeInto(text, true, ids);
        }
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated).as("bytes for a thousand texts").isLessThan(20_000);
    }

    @Test
    void truncationMakesOverflowingPartsThatAreWhole() {
        Tokenizer tokenizer =
                LETTERS.withTruncation(new Truncation(5, Truncation.Strategy.LONGEST_FIRST, 1, Side.RIGHT));
        Encoding encoding = tokenizer.encode("abcdefg");
        assertThat(encoding.tokens()).containsExactly("[", "a", "b", "c", "]");
        assertThat(encoding.overflowing().stream().map(Encoding::tokens))
                .containsExactly(List.of("[", "c", "d", "e", "]"), List.of("[", "e", "f", "g", "]"));
        int[] ids = new int[9];
        assertThat(tokenizer.encodeInto("abcdefg", true, ids)).isEqualTo(5);
    }

    @Test
    void truncationOnTheLeftKeepsTheEnd() {
        Tokenizer tokenizer = LETTERS.withTruncation(new Truncation(5, Truncation.Strategy.ONLY_FIRST, 0, Side.LEFT));
        assertThat(tokenizer.encode("abcdefg").tokens()).containsExactly("[", "e", "f", "g", "]");
    }

    @Test
    void truncationThatLeavesNoRoomIsAnError() {
        assertThatThrownBy(() -> LETTERS.withTruncation(Truncation.to(1)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("2 are special");
        Tokenizer second = LETTERS.withTruncation(new Truncation(4, Truncation.Strategy.ONLY_SECOND, 0, Side.RIGHT));
        assertThatThrownBy(() -> second.encode("abcdef"))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("one text");
        assertThatThrownBy(() -> second.encode("abcdef", "a"))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("another strategy");
    }

    @Test
    void aBatchIsPaddedToItsLongest() {
        Tokenizer tokenizer = LETTERS.withPadding(new Padding(OptionalInt.empty(), 4, Side.LEFT, 9, 1, "pad"));
        List<Encoding> batch = tokenizer.encodeBatch(List.of("a", "abc"), true);
        assertThat(batch.get(0).tokens()).containsExactly("pad", "pad", "pad", "pad", "pad", "[", "a", "]");
        assertThat(batch.get(0).attentionMask()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1);
        assertThat(batch.get(0).typeIds()).containsExactly(1, 1, 1, 1, 1, 0, 0, 0);
        assertThat(batch.get(1).size()).isEqualTo(8);
        assertThat(LETTERS.withPadding(Padding.to(6, 9, "pad")).encode("a").size())
                .isEqualTo(6);
    }

    @Test
    void threadsOfAnExecutorGiveTheSameBatch() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            texts.add("abc".repeat(i % 7));
        }
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<List<String>> parallel = new ArrayList<>();
            LETTERS.encodeBatch(texts, true, executor).forEach(encoding -> parallel.add(encoding.tokens()));
            List<List<String>> serial = new ArrayList<>();
            LETTERS.encodeBatch(texts, true).forEach(encoding -> serial.add(encoding.tokens()));
            assertThat(parallel).isEqualTo(serial);
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void anErrorOfTheJvmInATextOfABatchIsThrownAsItIs() {
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            Batch batch = new Batch(3, text -> {
                throw new StackOverflowError("text " + text);
            });
            assertThatThrownBy(() -> batch.encoded(executor))
                    .isInstanceOf(StackOverflowError.class)
                    .hasMessage("text 0");
        } finally {
            executor.shutdown();
        }
    }

    @Test
    void paddingToALengthIsTheTokenizersOwnOrThatOfModelsWithTheirOwn() {
        assertThat(Padding.to(6, LETTERS)).isEmpty();
        Padding own = new Padding(OptionalInt.empty(), 4, Side.LEFT, 9, 1, "pad");
        assertThat(Padding.to(6, LETTERS.withPadding(own)))
                .contains(new Padding(OptionalInt.of(6), 0, Side.LEFT, 9, 1, "pad"));
        Map<String, Integer> vocabulary = letters();
        vocabulary.put("<|endoftext|>", 28);
        Tokenizer last =
                Tokenizer.builder(Bpe.builder(vocabulary, List.of()).build()).build();
        assertThat(Padding.to(6, last)).contains(Padding.to(6, 28, "<|endoftext|>"));
        vocabulary.put("<pad>", 29);
        Tokenizer both =
                Tokenizer.builder(Bpe.builder(vocabulary, List.of()).build()).build();
        assertThat(Padding.to(6, both)).contains(Padding.to(6, 29, "<pad>"));
    }

    @Test
    void batchesOfPairsAndOfWordsAreTheirMembersPaddedTogether() {
        Tokenizer tokenizer = LETTERS.withPadding(Padding.longest(9, "pad"));
        List<String> texts = List.of("a", "abc", "");
        List<String> pairs = List.of("bcd", "", "c");
        List<List<String>> words = List.of(List.of("ab", "c"), List.of("d"), List.of());
        ExecutorService executor = Executors.newFixedThreadPool(2);
        try {
            List<Encoding> pairsTogether = tokenizer.encodeBatch(texts, pairs, true);
            List<Encoding> wordsTogether = tokenizer.encodeWordsBatch(words, true);
            for (int i = 0; i < 3; i++) {
                List<String> pair =
                        LETTERS.encode(texts.get(i), pairs.get(i), true).tokens();
                assertThat(pairsTogether.get(i).tokens()).startsWith(pair.toArray(new String[0]));
                assertThat(pairsTogether.get(i).size())
                        .isEqualTo(pairsTogether.get(0).size());
                assertThat(wordsTogether.get(i).tokens())
                        .startsWith(
                                LETTERS.encodeWords(words.get(i), true).tokens().toArray(new String[0]));
                assertThat(tokenizer
                                .encodeBatch(texts, pairs, true, executor)
                                .get(i)
                                .tokens())
                        .isEqualTo(pairsTogether.get(i).tokens());
                assertThat(tokenizer
                                .encodeWordsBatch(words, true, executor)
                                .get(i)
                                .tokens())
                        .isEqualTo(wordsTogether.get(i).tokens());
            }
        } finally {
            executor.shutdown();
        }
        assertThatThrownBy(() -> tokenizer.encodeBatch(texts, List.of("a"), true))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("3 first texts and 1 second ones");
    }

    @Test
    void wordsThatAreGivenKeepTheirNumbers() {
        Encoding encoding = LETTERS.encodeWords(List.of("ab", "", "c"), false);
        assertThat(encoding.tokens()).containsExactly("a", "b", "c");
        assertThat(encoding.wordIds()).containsExactly(0, 0, 2);
        assertThat(encoding.start(2)).isZero();
    }

    @Test
    void anAddedTokenTakesTheSpacesAndTheNeighboursThatItsFlagsSay() {
        Tokenizer tokenizer = LETTERS.withAddedTokens(List.of(
                new AddedToken("<m>", false, true, true, false, true),
                new AddedToken("word", true, false, false, false, false)));
        assertThat(tokenizer.encode("a <m> b", false).tokens()).containsExactly("a", " <m> ", "b");
        assertThat(tokenizer.encode("word words", false).tokens())
                .containsExactly("word", " ", "w", "o", "r", "d", "s");
        assertThat(tokenizer.tokenToId("<m>")).hasValue(29);
        assertThat(tokenizer.idToToken(30)).hasValue("word");
        assertThat(tokenizer.vocabularySize()).isEqualTo(31);
    }

    @Test
    void decodingLeavesSpecialTokensOutIfAsked() {
        assertThat(LETTERS.decode(new int[] {26, 0, 1, 27}, true)).isEqualTo("a b");
        assertThat(LETTERS.decode(new int[] {26, 0, 1, 27, 12345}, false)).isEqualTo("[ a b ]");
        assertThat(LETTERS.decodeBatch(List.of(new int[] {0}, new int[] {1}), true))
                .containsExactly("a", "b");
    }

    @Test
    void aStreamGivesACharacterWhenItIsComplete() {
        Tokenizer tokenizer = Tokenizer.builder(new WordLevel(Map.of("\u00C3", 0, "\u00A9", 1, "a", 2), "a"))
                .decoder(new ByteLevelDecoder(true, true, true))
                .build();
        DecodeStream stream = tokenizer.decodeStream(true);
        assertThat(stream.step(2)).hasValue("a");
        assertThat(stream.step(0)).isEmpty();
        assertThat(stream.step(1)).hasValue("\u00E9");
        assertThat(stream.step(2)).hasValue("a");
    }

    @Test
    void aVeryLongTextIsEncodedInPiecesOfMemoryThatAreNotKept() {
        String text = "abcdefghij".repeat(300_000);
        assertThat(LETTERS.encode(text, false).size()).isEqualTo(3_000_000);
        assertThat(LETTERS.encode("a", false).size()).isEqualTo(1);
    }
}
