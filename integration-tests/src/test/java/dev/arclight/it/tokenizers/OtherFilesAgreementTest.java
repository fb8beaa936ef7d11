package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.files.SentencePieceModel;
import dev.arclight.tokenizers.files.TiktokenRanks;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SentencePiece's and tiktoken's files give what tokenizer.json files of the same vocabularies give. */
class OtherFilesAgreementTest {
    @Test
    void sentencePieceModelOfT5GivesTheIdsOfItsTokenizerJson() throws IOException {
        // Runs of dots or dashes can be cut in several orders that score alike but for the last bit, and SentencePiece
        // sums in
        // single precision.
        compare(
                true,
                SentencePieceModel.read(SharedData.folder("tokenizers").resolve("sentencepiece/t5-base-spiece.model")),
                Tokenizer.fromFile(SharedData.folder("tokenizers").resolve("t5-small/tokenizer.json")));
    }

    @Test
    void tiktokenRanksOfGpt2GiveTheIdsOfItsTokenizerJson() throws IOException {
        compare(
                false,
                TiktokenRanks.read(
                        SharedData.folder("tokenizers").resolve("tiktoken/gpt2.tiktoken"),
                        TiktokenRanks.GPT2,
                        Map.of("<|endoftext|>", 50256)),
                Tokenizer.fromFile(SharedData.folder("tokenizers").resolve("gpt2/tokenizer.json")));
    }

    private static void compare(boolean inAnyOrder, Tokenizer got, Tokenizer expected) throws IOException {
        List<String> differences = new ArrayList<>();
        int texts = 0;
        for (List<String> lines : Corpora.all().values()) {
            for (String line : lines.subList(0, Math.min(lines.size(), 2000))) {
                texts++;
                int[] ids = got.encode(line, false).ids();
                int[] wanted = expected.encode(line, false).ids();
                if (inAnyOrder) {
                    Arrays.sort(ids);
                    Arrays.sort(wanted);
                }
                if (!Arrays.equals(ids, wanted) && differences.size() < 5) {
                    differences.add(line + "\n" + Arrays.toString(ids) + "\n" + Arrays.toString(wanted));
                }
            }
        }
        System.out.println(texts + " texts");
        assertThat(differences).isEmpty();
    }

    @Test
    void textComesBackFromTheIdsOfEverySentencePieceModelThatKnowsItsCharacters() throws IOException {
        try (Stream<Path> files = Files.list(SharedData.folder("tokenizers").resolve("sentencepiece"))) {
            for (Path file : files.sorted().toList()) {
                Tokenizer tokenizer = SentencePieceModel.read(file);
                if (file.endsWith("nmt-vocab.joint.spm")) {
                    continue; // spells capitals and marks of punctuation in its own way
                }
                String text = file.toString().contains("ja") ? "これはテストです。" : "This is a small test of many words.";
                int[] ids = tokenizer.encode(text, false).ids();
                String expected = file.toString().contains("wiki.bpe") ? text.toLowerCase(java.util.Locale.ROOT) : text;
                if (Arrays.stream(ids)
                        .noneMatch(id -> tokenizer.idToToken(id).orElse("").equals("<unk>"))) {
                    assertThat(tokenizer.decode(ids, true)).as(file.toString()).isEqualToIgnoringCase(expected);
                }
            }
        }
    }

    @Test
    void ranksOfCl100kCutAndMergeAsPublished() {
        Tokenizer tokenizer = TiktokenRanks.read(
                SharedData.folder("tokenizers").resolve("tiktoken/cl100k_base.tiktoken"),
                TiktokenRanks.CL100K,
                Map.of());
        // From the documentation of tiktoken.
        assertThat(tokenizer.encode("tiktoken is great!", false).ids()).containsExactly(83, 1609, 5963, 374, 2294, 0);
        assertThat(tokenizer.encode("antidisestablishmentarianism", false).ids())
                .containsExactly(519, 85342, 34500, 479, 8997, 2191);
        assertThat(tokenizer.encode("2 + 2 = 4", false).ids()).containsExactly(17, 489, 220, 17, 284, 220, 19);
        assertThat(tokenizer.encode("お誕生日おめでとう", false).ids())
                .containsExactly(33334, 45918, 243, 21990, 9080, 33334, 62004, 16556, 78699);
    }

    @Test
    void damagedSentencePieceModelsGiveTypedErrorsAlone() throws IOException {
        byte[] whole =
                Files.readAllBytes(SharedData.folder("tokenizers").resolve("sentencepiece/botchan-test_model.model"));
        // The first pieces, and the settings at the end of the file.
        byte[] small = new byte[6000];
        System.arraycopy(whole, 0, small, 0, 3000);
        System.arraycopy(whole, whole.length - 3000, small, 3000, 3000);
        Random random = new Random(11);
        int read = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] damaged = Arrays.copyOf(small, 1 + random.nextInt(small.length));
            for (int k = random.nextInt(8); k >= 0; k--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                SentencePieceModel.parse(damaged).encode("A text 123.", false);
                read++;
            } catch (TokenizerException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        System.out.println(read + " of 3000 damaged models could be read");
    }
}
