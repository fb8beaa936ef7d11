package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.AddedToken;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.models.Bpe;
import dev.arclight.tokenizers.models.Unigram;
import dev.arclight.tokenizers.pretokenizers.BertPreTokenizer;
import dev.arclight.tokenizers.pretokenizers.ByteLevel;
import dev.arclight.tokenizers.pretokenizers.Metaspace;
import dev.arclight.tokenizers.pretokenizers.PreTokenizer;
import dev.arclight.tokenizers.pretokenizers.SimplePreTokenizer;
import dev.arclight.tokenizers.trainers.BpeTrainer;
import dev.arclight.tokenizers.trainers.UnigramTrainer;
import dev.arclight.tokenizers.trainers.WordCounts;
import dev.arclight.tokenizers.trainers.WordLevelTrainer;
import dev.arclight.tokenizers.trainers.WordPieceTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What our trainers learn is what Hugging Face's learn from the same texts with the same settings. */
class TrainersAgreementTest {
    private static final String TRAIN = """
            from tokenizers import Tokenizer, models, pre_tokenizers, trainers
            model, pre_tokenizer, trainer, path = sys.argv[1:]
            t = Tokenizer(eval(model, vars(models)))
            t.pre_tokenizer = eval(pre_tokenizer, vars(pre_tokenizers))
            t.train_from_iterator(lines(path), eval(trainer, vars(trainers)))
            print(t.to_str())
            """;

    private static final PreTokenizer MARKS = new Metaspace(0x2581, Metaspace.PrependScheme.ALWAYS, true);

    @TempDir
    private Path folder;

    private static List<String> shakespeare() throws IOException {
        return Files.readAllLines(SharedData.folder("text").resolve("misc/tinyshakespeare.txt"));
    }

    private static List<String> japanese() throws IOException {
        return Files.readAllLines(SharedData.folder("text").resolve("misc/wagahaiwa_nekodearu.txt"))
                .subList(0, 1000);
    }

    /** The model that Hugging Face's trainer makes, as its tokenizer.json has it. */
    private JsonNode theirs(String model, String preTokenizer, String trainer, List<String> texts) throws IOException {
        Path file = PythonTokenizers.write(folder.resolve("texts"), texts);
        String silent = trainer.substring(0, trainer.length() - 1) + ", show_progress=False)";
        return PythonTokenizers.run("tokenizers", folder, TRAIN, model, preTokenizer, silent, file.toString())
                .get("model");
    }

    private static Map<String, Long> counts(List<String> texts, PreTokenizer preTokenizer) {
        return WordCounts.of(texts.iterator(), Optional.empty(), Optional.of(preTokenizer));
    }

    private static void isSame(Bpe ours, JsonNode theirs) {
        List<Bpe.Merge> merges = new ArrayList<>();
        theirs.get("merges")
                .forEach(merge -> merges.add(
                        new Bpe.Merge(merge.get(0).textValue(), merge.get(1).textValue())));
        assertThat(ours.merges()).isEqualTo(merges);
        assertThat(ours.vocabulary()).isEqualTo(vocabulary(theirs));
    }

    private static Map<String, Integer> vocabulary(JsonNode model) {
        Map<String, Integer> vocabulary = new HashMap<>();
        model.get("vocab")
                .properties()
                .forEach(
                        entry -> vocabulary.put(entry.getKey(), entry.getValue().intValue()));
        return vocabulary;
    }

    @Test
    void byteLevelMergesAreTheSameInTheSameOrder() throws IOException {
        PreTokenizer bytes = new ByteLevel(false, true, true);
        Bpe model = new BpeTrainer(8000).train(counts(shakespeare(), bytes));
        assertThat(model.merges()).hasSizeGreaterThan(7900);
        isSame(
                model,
                theirs("BPE()", "ByteLevel(add_prefix_space=False)", "BpeTrainer(vocab_size=8000)", shakespeare()));
    }

    @Test
    void mergesOfWordsAreTheSameInTheSameOrder() throws IOException {
        Bpe model = new BpeTrainer(8000).train(counts(shakespeare(), SimplePreTokenizer.whitespace()));
        isSame(model, theirs("BPE()", "Whitespace()", "BpeTrainer(vocab_size=8000)", shakespeare()));
    }

    @Test
    void everySettingOfTheMergesTrainerMeansTheSame() throws IOException {
        Map<String, Long> counts = counts(japanese(), SimplePreTokenizer.whitespace());
        isSame(
                new BpeTrainer(3000)
                        .minFrequency(3)
                        .specialTokens(List.of("<unk>", "吾輩"))
                        .initialAlphabet(Set.of((int) 'z', 0x1F600))
                        .maxTokenLength(4)
                        .train(counts),
                theirs(
                        "BPE(unk_token='<unk>')",
                        "Whitespace()",
                        "BpeTrainer(vocab_size=3000, min_frequency=3, special_tokens=['<unk>', '吾輩'],"
                                + " initial_alphabet=['z', '😀'], max_token_length=4)",
                        japanese()));
    }

    @Test
    void wordsAreTheSameInTheSameOrder() throws IOException {
        assertThat(new WordLevelTrainer(3000)
                        .minFrequency(2)
                        .specialTokens(List.of("<unk>", "<pad>"))
                        .train(counts(shakespeare(), SimplePreTokenizer.whitespace()))
                        .vocabulary())
                .isEqualTo(vocabulary(theirs(
                        "WordLevel(unk_token='<unk>')",
                        "Whitespace()",
                        "WordLevelTrainer(vocab_size=3000, min_frequency=2, special_tokens=['<unk>', '<pad>'])",
                        shakespeare())));
    }

    /**
     * Hugging Face's trainer gives the letters with a prefix their ids in the order of a hash table, which differs from run to
     * run, and ties go by ids: its vocabularies differ among themselves as ours differs from each.
     */
    @Test
    void wordPiecesCompressAsWell() throws IOException {
        PreTokenizer words = new BertPreTokenizer();
        var ours = new WordPieceTrainer(3000).specialTokens(List.of("[UNK]")).train(counts(shakespeare(), words));
        JsonNode theirs = theirs(
                "WordPiece(unk_token='[UNK]')",
                "BertPreTokenizer()",
                "WordPieceTrainer(vocab_size=3000, special_tokens=['[UNK]'])",
                shakespeare());
        var other = new dev.arclight.tokenizers.models.WordPiece(vocabulary(theirs), "[UNK]", "##", 100);
        Set<String> shared = new HashSet<>(ours.vocabulary().keySet());
        shared.retainAll(other.vocabulary().keySet());
        assertThat(other.vocabulary()).hasSize(3000);
        assertThat(shared).hasSizeGreaterThan(2950);
        double expected = tokens(Tokenizer.builder(other).preTokenizer(words).build(), shakespeare());
        double got = tokens(Tokenizer.builder(ours).preTokenizer(words).build(), shakespeare());
        System.out.println("word pieces: " + shared.size() + " of 3000 shared, tokens " + got + " against " + expected);
        assertThat(got).isCloseTo(expected, within(0.001 * expected));
    }

    private static long tokens(Tokenizer tokenizer, List<String> texts) {
        int[] none = {};
        return texts.stream()
                .mapToLong(text -> tokenizer.encodeInto(text, false, none))
                .sum();
    }

    @Test
    void piecesAndTheirScoresAreTheSame() throws IOException {
        compare(
                new UnigramTrainer(8000).specialTokens(List.of("<unk>")).unknownToken("<unk>"),
                "UnigramTrainer(vocab_size=8000, special_tokens=['<unk>'], unk_token='<unk>')",
                MARKS,
                "Metaspace()",
                shakespeare());
    }

    @Test
    void everySettingOfThePiecesTrainerMeansTheSame() throws IOException {
        compare(
                new UnigramTrainer(4000)
                        .unknownToken("[?]")
                        .specialTokens(List.of("<a>", "<b>"))
                        .initialAlphabet(Set.of((int) 'z', 0x1F600))
                        .shrinkingFactor(0.6)
                        .subIterations(3)
                        .maxPieceLength(5),
                "UnigramTrainer(vocab_size=4000, unk_token='[?]', special_tokens=['<a>', '<b>'],"
                        + " initial_alphabet=['z', '😀'], shrinking_factor=0.6, n_sub_iterations=3,"
                        + " max_piece_length=5)",
                SimplePreTokenizer.whitespace(),
                "Whitespace()",
                japanese());
    }

    private void compare(
            UnigramTrainer trainer, String theirTrainer, PreTokenizer words, String theirWords, List<String> texts)
            throws IOException {
        Unigram ours = trainer.train(counts(texts, words));
        JsonNode json = theirs("Unigram()", theirWords, theirTrainer, texts);
        Map<String, Double> theirs = pieces(json);
        assertThat(ours.unknownId()).hasValue(json.get("unk_id").intValue());
        assertThat(ours.vocabulary()).hasSameSizeAs(theirs);
        assertThat(ours.vocabulary().keySet()).isEqualTo(theirs.keySet());
        Map<String, Integer> ids = ours.vocabulary();
        theirs.forEach((piece, score) -> {
            // Characters that training lost get their scores in the order of a hash table there.
            if (piece.codePointCount(0, piece.length()) > 1) {
                assertThat(ours.score(Objects.requireNonNull(ids.get(piece))))
                        .as(piece)
                        .isCloseTo(score, within(1e-9));
            }
        });
    }

    private static Map<String, Double> pieces(JsonNode model) {
        Map<String, Double> pieces = new LinkedHashMap<>();
        model.get("vocab")
                .forEach(piece ->
                        pieces.put(piece.get(0).textValue(), piece.get(1).doubleValue()));
        return pieces;
    }

    /** The library reads what our trainer learned, and encodes as we do. */
    @Test
    void piecesOfOursAreReadThere() throws IOException {
        Unigram model = new UnigramTrainer(2000)
                .specialTokens(List.of("<unk>"))
                .unknownToken("<unk>")
                .train(counts(shakespeare(), MARKS));
        Tokenizer tokenizer = Tokenizer.builder(model)
                .preTokenizer(MARKS)
                .addedTokens(List.of(AddedToken.special("<unk>")))
                .build();
        try (Comparison comparison = new Comparison(tokenizer.toJson())) {
            shakespeare().subList(0, 3000).forEach(comparison::once);
            comparison.text("words — that <unk> no Shakespeare WROTE: 12, 日本語 é");
            assertThat(comparison.differences()).isEmpty();
        }
    }
}
