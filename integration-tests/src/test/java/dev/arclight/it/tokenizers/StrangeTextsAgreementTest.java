package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.files.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Odd texts give the same with every tokenizer.json of the shared data. {@code -Darclight.it.strange=200000} compares as many
 * with each. Lone surrogates are left out: on its way to the library Java loses them.
 */
class StrangeTextsAgreementTest {
    private static final int TEXTS = Integer.getInteger("arclight.it.strange", 2000);
    private static final long SEED = 200_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt2/tokenizer.json",
                "bert-base-uncased/tokenizer.json",
                "bert-base-uncased/tokenizer-minilm-trunc128-pad128.json",
                "t5-small/tokenizer.json",
                "roberta-base/tokenizer.json",
                "clip/tokenizer.json",
                "phi-3-mini/tokenizer.json"
            })
    void oddTextsGiveTheSameEncodings(String name) throws Exception {
        Path file = SharedData.folder("tokenizers").resolve(name);
        try (Comparison comparison = new Comparison(Files.readString(file))) {
            StrangeTexts texts = new StrangeTexts(SEED);
            for (int i = 0; i < TEXTS; i++) {
                comparison.once(texts.next());
            }
            System.out.println(name + ": " + comparison.texts() + " odd texts, " + comparison.differing() + " differ");
            assertThat(comparison.differences())
                    .as(comparison.differing() + " of " + comparison.texts() + " texts differ")
                    .isEmpty();
        }
    }
}
