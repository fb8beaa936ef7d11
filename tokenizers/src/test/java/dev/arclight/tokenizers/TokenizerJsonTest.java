package dev.arclight.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tokenizers.files.HuggingFaceFolder;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerJsonTest {
    private static final String MODEL =
            "{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\","
                    + "\"max_input_chars_per_word\":100,\"vocab\":{\"[UNK]\":0,\"a\":1,\"##b\":2}}";

    private static String file(String more) {
        return "{\"version\":\"1.0\",\"model\":" + MODEL + more + "}";
    }

    @Test
    void aFileThatIsWrittenReadsTheSame() {
        Tokenizer tokenizer = Tokenizer.fromString(file(
                ",\"added_tokens\":[{\"id\":0,\"content\":\"[UNK]\",\"single_word\":true,\"lstrip\":false,\"rstrip\":true,"
                        + "\"normalized\":false,\"special\":true}]"
                        + ",\"truncation\":{\"direction\":\"Left\",\"max_length\":9,\"strategy\":\"OnlyFirst\",\"stride\":2}"
                        + ",\"padding\":{\"strategy\":{\"Fixed\":8},\"direction\":\"Left\",\"pad_to_multiple_of\":4,"
                        + "\"pad_id\":1,\"pad_type_id\":2,\"pad_token\":\"a\"}"
                        + ",\"post_processor\":{\"type\":\"Sequence\",\"processors\":["
                        + "{\"type\":\"BertProcessing\",\"sep\":[\"[SEP]\",5],\"cls\":[\"[CLS]\",6]},"
                        + "{\"type\":\"RobertaProcessing\",\"sep\":[\"s\",5],\"cls\":[\"c\",6],\"trim_offsets\":true,"
                        + "\"add_prefix_space\":false},"
                        + "{\"type\":\"ByteLevel\",\"add_prefix_space\":true,\"trim_offsets\":false,\"use_regex\":true},"
                        + "{\"type\":\"TemplateProcessing\",\"single\":[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],"
                        + "\"pair\":[{\"Sequence\":{\"id\":\"A\",\"type_id\":0}},{\"SpecialToken\":{\"id\":\"X\",\"type_id\":1}},"
                        + "{\"Sequence\":{\"id\":\"B\",\"type_id\":1}}],"
                        + "\"special_tokens\":{\"X\":{\"id\":\"X\",\"ids\":[3],\"tokens\":[\"x\"]}}}]}"));
        String written = tokenizer.toJson();
        assertThat(Tokenizer.fromString(written).toJson()).isEqualTo(written);
        assertThat(written).contains("\"strategy\" : \"OnlyFirst\"", "\"Fixed\" : 8", "\"BertProcessing\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",\"normalizer\":{\"type\":\"Rot13\"} | Rot13",
                ",\"pre_tokenizer\":{\"type\":\"Rot13\"} | Rot13",
                ",\"post_processor\":{\"type\":\"Rot13\"} | Rot13",
                ",\"decoder\":{\"type\":\"Rot13\"} | Rot13",
                ",\"model\":{\"type\":\"Rot13\"} | Rot13",
                ",\"version\":\"2.0\" | version is 2.0",
                ",\"truncation\":{\"strategy\":\"Rot13\",\"max_length\":3} | Rot13",
                ",\"truncation\":{\"max_length\":-3} | max_length",
                ",\"padding\":{\"strategy\":\"Rot13\"} | Rot13",
                ",\"added_tokens\":[{\"content\":5}] | content",
                ",\"added_tokens\":3 | added_tokens",
                ",\"model\":{\"type\":\"BPE\",\"vocab\":{\"a\":\"b\"},\"merges\":[]} | vocab",
                ",\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[\"a\"]} | line 1",
                ",\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[5]} | merges",
                ",\"model\":{\"type\":\"BPE\",\"dropout\":7,\"vocab\":{},\"merges\":[]} | dropout",
                ",\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"a\"]]} | vocab",
                ",\"model\":{\"type\":\"Unigram\",\"unk_id\":5,\"vocab\":[[\"a\",1]]} | 1 pieces",
                ",\"post_processor\":{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"X\",\"type_id\":0}}],"
                        + "\"pair\":[],\"special_tokens\":{}} | lacks \"X\"",
                ",\"decoder\":{\"type\":\"Strip\",\"content\":\"ab\",\"start\":0,\"stop\":0} | content"
            })
    void whatIsWrongOrUnknownIsAnErrorThatNamesIt(String more, String message) {
        assertThatThrownBy(() -> Tokenizer.fromString(file(more)))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(message);
    }

    @Test
    void damagedJsonIsAnErrorThatNamesTheFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("tokenizer.json");
        Files.writeString(file, "{\"model\":");
        assertThatThrownBy(() -> Tokenizer.fromFile(file))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining(file.toString());
        assertThatThrownBy(() -> Tokenizer.fromFile(folder.resolve("absent")))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void endlessNestingIsAnErrorAndNoOverflowOfTheStack() {
        String deep = "{\"type\":\"Sequence\",\"decoders\":[".repeat(100_000);
        assertThatThrownBy(() -> Tokenizer.fromString("{\"decoder\":" + deep)).isInstanceOf(TokenizerException.class);
    }

    @Test
    void aFolderWithoutATokenizerIsAnErrorThatSaysWhatWasExpected(@TempDir Path folder) {
        assertThatThrownBy(() -> HuggingFaceFolder.read(folder))
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("vocab.txt");
    }

    @Test
    void tokensOfTheFoldersOtherFilesAreAdded(@TempDir Path folder) throws IOException {
        Tokenizer.fromString(file("")).save(folder.resolve("tokenizer.json"));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"pad_token\":{\"content\":\"<pad>\",\"lstrip\":true},\"chat_template\":\"{{ messages }}\"}");
        Files.writeString(
                folder.resolve("special_tokens_map.json"),
                "{\"unk_token\":\"[UNK]\",\"additional_special_tokens\":[\"<x>\"]}");
        Tokenizer tokenizer = HuggingFaceFolder.read(folder);
        assertThat(tokenizer.tokenToId("<pad>")).hasValue(3);
        assertThat(tokenizer.tokenToId("[UNK]")).hasValue(0);
        assertThat(tokenizer.tokenToId("<x>")).hasValue(4);
        assertThat(tokenizer.addedTokens().get(3).stripLeft()).isTrue();
    }
}
