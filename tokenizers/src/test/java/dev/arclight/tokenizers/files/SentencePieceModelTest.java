package dev.arclight.tokenizers.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencePieceModelTest {
    private static Tokenizer model(int type, boolean byteFallback, boolean suffix) {
        return SentencePieceModel.parse(SentencePieceFiles.model(type, byteFallback, suffix));
    }

    private static List<String> tokens(Tokenizer tokenizer, String text) {
        return tokenizer.encode(text, false).tokens();
    }

    @Test
    void wordsAreWholeAndUnknownNeighboursAreOne() {
        Tokenizer words = model(SentencePieceFiles.WORD, false, false);
        assertThat(tokens(words, "aab  a")).containsExactly("\u2581aab", "\u2581a");
        assertThat(words.encode("x y aab", false).ids())
                .containsExactly(0, words.tokenToId("\u2581aab").orElseThrow());
    }

    @Test
    void charactersStandAloneButForUserDefinedSymbols() {
        assertThat(tokens(model(SentencePieceFiles.CHAR, false, false), "ab<sep>a"))
                .containsExactly("\u2581", "a", "b", "<sep>", "a");
    }

    @Test
    void aSymbolAtTheBeginningComesAfterTheMark() {
        assertThat(tokens(model(SentencePieceFiles.UNIGRAM, false, false), " <sep> aab"))
                .containsExactly("\u2581", "<sep>", "\u2581aab");
    }

    @Test
    void theSpaceGoesAfterTheTextWhereTheModelSaysSo() {
        assertThat(tokens(model(SentencePieceFiles.BPE, false, true), "a a")).containsExactly("a", "\u2581a", "\u2581");
    }

    @ParameterizedTest
    @ValueSource(ints = {SentencePieceFiles.UNIGRAM, SentencePieceFiles.BPE})
    void bytesStandForUnknownCharactersAndComeBackAsText(int type) {
        Tokenizer tokenizer = model(type, true, false);
        int[] ids = tokenizer.encode("ab \u65E5b", false).ids();
        assertThat(tokenizer.decode(ids, true)).isEqualTo("ab \u65E5b");
        int[] torn = {
            ids[0],
            tokenizer.tokenToId("<0xE6>").orElseThrow(),
            tokenizer.tokenToId("<0x41>").orElseThrow()
        };
        assertThat(tokenizer.decode(torn, true)).endsWith("\uFFFDA");
    }

    @Test
    void textOfSpacesAloneHasNoTokens() {
        for (int type = SentencePieceFiles.UNIGRAM; type <= SentencePieceFiles.CHAR; type++) {
            assertThat(model(type, false, false).encode("   ", false).ids()).isEmpty();
            assertThat(model(type, false, false).encode("", false).ids()).isEmpty();
        }
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertThatThrownBy(() -> model(5, false, false))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("its type is 5");
    }
}
