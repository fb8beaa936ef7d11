package dev.arclight.tokenizers.decoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.tokenizers.text.TokenizerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodersTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void byteLevelTokensAreReadAsUtf8AndOtherOnesAsTheyAre() {
        Decoder decoder = new ByteLevelDecoder(true, true, true);
        assertThat(decoder.decode(List.of("Hi", "\u0120\u00C3", "\u00A9", "\u6771")))
                .isEqualTo("Hi \u00E9\u6771");
        assertThat(decoder.decode(List.of("\u00C3"))).isEqualTo("\uFFFD");
    }

    @Test
    void wordPiecesAreJoinedAndPunctuationMovesToTheWordBefore() {
        assertThat(new WordPieceDecoder("##", true).decode(List.of("un", "##able", "to", ",", "do", "n't", "go", ".")))
                .isEqualTo("unable to, don't go.");
        assertThat(new WordPieceDecoder("##", false).decode(List.of("a", "."))).isEqualTo("a .");
    }

    @Test
    void theMarkForASpaceIsLeftOutOfTheFirstTokenUnlessItIsNeverPutThere() {
        List<String> tokens = List.of("\u2581a", "\u2581b");
        assertThat(new MetaspaceDecoder("\u2581", "always", true).decode(tokens))
                .isEqualTo("a b");
        assertThat(new MetaspaceDecoder("\u2581", "never", true).decode(tokens)).isEqualTo(" a b");
    }

    @Test
    void theSuffixBecomesASpaceButAtTheEnd() {
        assertThat(new BpeDecoder("</w>").decode(List.of("a</w>", "b</w>"))).isEqualTo("a b");
        assertThat(new BpeDecoder("</w>").decode(List.of())).isEmpty();
    }

    @Test
    void repeatedTokensAndPaddingAreLeftOut() {
        assertThat(new CtcDecoder("<pad>", "|", true).decode(List.of("h", "h", "e", "l", "<pad>", "l", "|", "|", "o")))
                .isEqualTo("hell o");
    }

    @Test
    void bytesThatAreNoUtf8AreReplacedOneByOne() {
        Decoder decoder = new ByteFallbackDecoder();
        assertThat(decoder.decode(List.of("<0xC3>", "<0xA9>", "a"))).isEqualTo("\u00E9a");
        assertThat(decoder.decode(List.of("<0xC3>", "<0x41>", "a", "<0xZZ>"))).isEqualTo("\uFFFD\uFFFDa<0xZZ>");
    }

    @Test
    void aCharacterIsTakenAwaySoManyTimesAtMost() {
        assertThat(new StripDecoder(' ', 1, 2).decodeParts(List.of("  a   ", " ", "")))
                .containsExactly(" a ", "", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":false,\"use_regex\":true}",
                "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":false}",
                "{\"type\":\"Metaspace\",\"replacement\":\"\u2581\",\"prepend_scheme\":\"first\",\"split\":false}",
                "{\"type\":\"BPEDecoder\",\"suffix\":\"@\"}",
                "{\"type\":\"CTC\",\"pad_token\":\"p\",\"word_delimiter_token\":\"w\",\"cleanup\":false}",
                "{\"type\":\"Sequence\",\"decoders\":[{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},"
                        + "{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}]}",
                "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\"},\"content\":\"b\"}"
            })
    void aDecoderIsWrittenAsItWasRead(String json) throws JsonProcessingException {
        assertThat(Decoders.fromJson(MAPPER.readTree(json)).toJson()).isEqualTo(MAPPER.readTree(json));
    }

    @Test
    void anUnknownTypeIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> Decoders.fromJson(MAPPER.readTree("{\"type\":\"Rot13\"}")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("Rot13");
    }
}
