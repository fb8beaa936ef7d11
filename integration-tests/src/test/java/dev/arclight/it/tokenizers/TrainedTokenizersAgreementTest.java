package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.AddedToken;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.decoders.ByteLevelDecoder;
import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.models.Model;
import dev.arclight.tokenizers.pretokenizers.BertPreTokenizer;
import dev.arclight.tokenizers.pretokenizers.ByteLevel;
import dev.arclight.tokenizers.pretokenizers.PreTokenizer;
import dev.arclight.tokenizers.pretokenizers.SimplePreTokenizer;
import dev.arclight.tokenizers.trainers.BpeTrainer;
import dev.arclight.tokenizers.trainers.WordCounts;
import dev.arclight.tokenizers.trainers.WordLevelTrainer;
import dev.arclight.tokenizers.trainers.WordPieceTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What our trainers learn from tiny Shakespeare is read by Hugging Face's library, which then encodes as we do. */
class TrainedTokenizersAgreementTest {
    private static final PreTokenizer BYTES = new ByteLevel(false, true, true);

    private static List<String> lines() throws IOException {
        return Files.readAllLines(SharedData.folder("text").resolve("misc/tinyshakespeare.txt"));
    }

    private static Map<String, Long> counts(PreTokenizer preTokenizer) throws IOException {
        return WordCounts.of(lines().iterator(), Optional.empty(), Optional.of(preTokenizer));
    }

    private static void agrees(Tokenizer tokenizer) throws IOException {
        try (Comparison comparison = new Comparison(tokenizer.toJson())) {
            List<String> lines = lines();
            lines.forEach(comparison::once);
            comparison.text("words — that <unk> no Shakespeare WROTE: 12, 日本語 é");
            assertThat(comparison.differences()).isEmpty();
            assertThat(comparison.texts()).isGreaterThanOrEqualTo(lines.size());
        }
    }

    private static Tokenizer.Builder with(Model model, PreTokenizer preTokenizer) {
        return Tokenizer.builder(model).preTokenizer(preTokenizer);
    }

    @Test
    void aByteLevelEncodingOf8000Tokens() throws IOException {
        Bpe model = new BpeTrainer(8000).train(counts(BYTES));
        assertThat(model.vocabularySize()).isEqualTo(8000);
        agrees(with(model, BYTES)
                .decoder(new ByteLevelDecoder(false, true, true))
                .build());
    }

    @Test
    void anEncodingWhoseWordsEndInASuffix() throws IOException {
        Bpe model = new BpeTrainer(1500)
                .specialTokens(List.of("<unk>"))
                .endOfWordSuffix("</w>")
                .train(counts(SimplePreTokenizer.whitespace()));
        assertThat(model.vocabulary()).containsKey("the</w>");
        agrees(with(model, SimplePreTokenizer.whitespace()).build());
    }

    @Test
    void anEncodingWhoseWordsGoOnWithAPrefix() throws IOException {
        Bpe model = new BpeTrainer(1500).continuingSubwordPrefix("##").train(counts(SimplePreTokenizer.whitespace()));
        assertThat(model.vocabulary()).containsKey("##ing");
        agrees(with(model, SimplePreTokenizer.whitespace()).build());
    }

    @Test
    void wordPieces() throws IOException {
        Model model = new WordPieceTrainer(3000)
                .specialTokens(List.of("[UNK]"))
                .minFrequency(2)
                .train(counts(new BertPreTokenizer()));
        assertThat(model.vocabulary()).containsKeys("[UNK]", "the", "##ing").hasSize(3000);
        agrees(with(model, new BertPreTokenizer())
                .addedTokens(List.of(AddedToken.special("[UNK]")))
                .build());
    }

    @Test
    void wholeWords() throws IOException {
        Model model = new WordLevelTrainer(500)
                .specialTokens(List.of("<unk>"))
                .train(counts(SimplePreTokenizer.whitespace()));
        assertThat(model.idToToken(0)).isEqualTo("<unk>");
        assertThat(model.idToToken(1)).isEqualTo(",");
        assertThat(model.vocabularySize()).isEqualTo(500);
        agrees(with(model, SimplePreTokenizer.whitespace()).build());
    }
}
