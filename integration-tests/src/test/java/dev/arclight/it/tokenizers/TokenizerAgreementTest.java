package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.files.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every tokenizer.json of the shared data gives what Hugging Face's library gives, on real texts. */
class TokenizerAgreementTest {
    /** Every so many lines are compared; with {@code -Darclight.it.every=1}, all of them, in some five minutes. */
    private static final int EVERY = Integer.getInteger("arclight.it.every", 10);

    private static final List<String> TOKENIZERS = List.of(
            "gpt2/tokenizer.json",
            "bert-base-uncased/tokenizer.json",
            "bert-base-uncased/tokenizer-minilm-trunc128-pad128.json",
            "t5-small/tokenizer.json",
            "roberta-base/tokenizer.json",
            "clip/tokenizer.json",
            "phi-3-mini/tokenizer.json");

    @TestFactory
    Stream<DynamicTest> linesOfRealTextsGiveTheSameEncodings() throws IOException {
        Path folder = SharedData.folder("tokenizers");
        Map<String, List<String>> corpora = Corpora.all();
        String only = System.getProperty("arclight.it.tokenizer", "");
        return TOKENIZERS.stream()
                .filter(name -> name.contains(only))
                .flatMap(name -> corpora.entrySet().stream()
                        .map(corpus -> DynamicTest.dynamicTest(
                                name + " on " + corpus.getKey(),
                                () -> compare(folder.resolve(name), corpus.getValue()))));
    }

    private static void compare(Path file, List<String> lines) throws IOException {
        try (Comparison comparison = new Comparison(Files.readString(file))) {
            for (int i = 0; i < lines.size(); i += EVERY) {
                comparison.text(lines.get(i));
                if (i % 10 == 0 && i > 0) {
                    comparison.pair(lines.get(i - 1), lines.get(i));
                }
            }
            System.out.println(file.getParent().getFileName() + ": " + comparison.texts() + " texts, "
                    + comparison.differing() + " differ");
            assertThat(comparison.differences())
                    .as(comparison.differing() + " of " + comparison.texts() + " texts differ")
                    .isEmpty();
        }
    }
}
