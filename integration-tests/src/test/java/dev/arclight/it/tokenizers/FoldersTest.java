package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.Encoding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.files.HuggingFaceFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A folder with the older files gives the same tokenizer as the tokenizer.json that was made of them. */
class FoldersTest {
    @ParameterizedTest
    @CsvSource({
        "gpt2, vocab.json merges.txt",
        "roberta-base, vocab.json merges.txt tokenizer_config.json",
        "bert-base-uncased, vocab.txt"
    })
    void olderFilesGiveTheSameTokenizer(String name, String files, @TempDir Path folder) throws IOException {
        Path whole = SharedData.folder("tokenizers").resolve(name);
        for (String file : files.split(" ", -1)) {
            Files.copy(whole.resolve(file), folder.resolve(file));
        }
        Tokenizer older = HuggingFaceFolder.read(folder);
        Tokenizer newer = Tokenizer.fromFile(whole.resolve("tokenizer.json"));
        List<String> lines = Corpora.all().get("tiny Shakespeare");
        for (int i = 0; i < lines.size(); i += 10) {
            String text = lines.get(i) + " <mask>, [MASK]<|endoftext|>";
            Encoding encoding = older.encode(text, "pair");
            assertThat(encoding.ids())
                    .as(text)
                    .isEqualTo(newer.encode(text, "pair").ids());
            assertThat(encoding.tokens()).isEqualTo(newer.encode(text, "pair").tokens());
        }
        assertThat(older.vocabulary()).isEqualTo(newer.vocabulary());
    }
}
