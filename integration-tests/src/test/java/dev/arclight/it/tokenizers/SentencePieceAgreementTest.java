package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.Encoding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.files.SentencePieceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models that SentencePiece's trainer writes give its ids, pieces and decoded text. Texts with control pieces are left out: to
 * SentencePiece they are text.
 */
class SentencePieceAgreementTest {
    /** How many lines of each text are compared, and how many odd texts. */
    private static final int TEXTS = Integer.getInteger("arclight.it.sentencepiece", 200);

    private static final long SEED = 77;
    private static final Pattern CONTROLS = Pattern.compile("</?s>|<unk>|<pad>");

    private static final List<String> TRAININGS = List.of(
            "model_type='unigram', vocab_size=1000, user_defined_symbols=['<sep>', 'don', '★', '3.14']",
            "model_type='unigram', vocab_size=1500, byte_fallback=True, normalization_rule_name='nmt_nfkc_cf'",
            "model_type='unigram', vocab_size=800, treat_whitespace_as_suffix=True",
            "model_type='unigram', vocab_size=800, add_dummy_prefix=False, remove_extra_whitespaces=False,"
                    + " split_by_whitespace=False, normalization_rule_name='nfkc'",
            "model_type='bpe', vocab_size=1200, user_defined_symbols=['<sep>', 'don', '★', '3.14']",
            "model_type='bpe', vocab_size=1500, byte_fallback=True, normalization_rule_name='identity',"
                    + " add_dummy_prefix=False, remove_extra_whitespaces=False, split_digits=True",
            "model_type='bpe', vocab_size=800, treat_whitespace_as_suffix=True, byte_fallback=True",
            "model_type='char', vocab_size=90, user_defined_symbols=['<sep>', 'don']",
            "model_type='char', vocab_size=400, byte_fallback=True",
            "model_type='word', vocab_size=3000, user_defined_symbols=['<sep>', 'don']",
            "model_type='word', vocab_size=2000, treat_whitespace_as_suffix=True");

    private static final String SCRIPT = """
            import sentencepiece as spm
            model, texts, corpus, options = sys.argv[1:]
            if options:
                spm.SentencePieceTrainer.train(input=corpus, model_prefix=model[:-6], hard_vocab_limit=False,
                                               num_threads=1, minloglevel=2, **eval('dict(' + options + ')'))
            s = spm.SentencePieceProcessor(model_file=model)
            with open(texts, encoding='utf-8') as f:
                texts = json.load(f)
            ids = s.encode(texts, num_threads=1)
            pieces = s.encode(texts, out_type=str, num_threads=1)
            print(json.dumps({'ids': ids, 'pieces': pieces, 'decoded': [s.decode(x) for x in ids], 'unk': s.unk_id()}))
            """;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> idsPiecesAndDecodedTextAreTheSame() {
        return TRAININGS.stream()
                .map(training -> DynamicTest.dynamicTest(training, () -> {
                    Path model = folder.resolve("m.model");
                    compare(training, model, training);
                }));
    }

    @TestFactory
    Stream<DynamicTest> modelsThatOthersTrainedGiveTheSameToo() throws IOException {
        return SharedData.files("tokenizers/sentencepiece", ".*\\.(model|spm)").stream()
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> compare(file.getFileName().toString(), file, "")));
    }

    private static List<String> texts() throws IOException {
        List<String> texts = new ArrayList<>();
        for (List<String> lines : Corpora.all().values()) {
            for (int i = 0; i < lines.size(); i += Math.max(1, lines.size() / TEXTS)) {
                texts.add(lines.get(i));
            }
        }
        StrangeTexts strange = new StrangeTexts(SEED);
        for (int i = 0; i < TEXTS; i++) {
            texts.add(strange.next());
        }
        texts.addAll(List.of(
                "",
                " ",
                "   ",
                " a",
                "a  b ",
                "\u2581",
                "\u2581\u2581a",
                "<sep>",
                "a<sep>b",
                " <sep> a <sep> ",
                "don't",
                "I don",
                "★★ 3.14★",
                "\uFF13.14",
                "か\u3099",
                "\uFF76\uFF9E",
                "a\u00A0b\u3000",
                "\t\n x"));
        texts.removeIf(text -> CONTROLS.matcher(text).find());
        return texts;
    }

    private void compare(String name, Path model, String training) throws IOException {
        List<String> texts = texts();
        Path file = folder.resolve("texts.json");
        new ObjectMapper().writeValue(file.toFile(), texts);
        Path corpus = SharedData.folder("text").resolve("misc/botchan.txt");
        JsonNode expected = PythonTokenizers.run(
                "sentencepiece", folder, SCRIPT, model.toString(), file.toString(), corpus.toString(), training);
        Tokenizer tokenizer = SentencePieceModel.read(model);
        int unknown = expected.get("unk").intValue();
        List<String> differences = new ArrayList<>();
        int differing = 0;
        for (int i = 0; i < texts.size(); i++) {
            Encoding encoding = tokenizer.encode(texts.get(i), false);
            int[] ids = ints(expected.get("ids").get(i));
            List<String> pieces = new ArrayList<>();
            expected.get("pieces").get(i).forEach(piece -> pieces.add(piece.textValue()));
            String decoded = expected.get("decoded").get(i).textValue();
            String difference = difference(tokenizer, encoding, ids, pieces, decoded, unknown);
            if (!difference.isEmpty()) {
                differing++;
                if (differences.size() < 5) {
                    differences.add("\"" + texts.get(i) + "\"\n  " + difference);
                }
            }
        }
        System.out.println(name + ": " + texts.size() + " texts, " + differing + " differ");
        assertThat(differences).isEmpty();
    }

    private static int[] ints(JsonNode array) {
        int[] result = new int[array.size()];
        Arrays.setAll(result, i -> array.get(i).intValue());
        return result;
    }

    private static String difference(
            Tokenizer tokenizer, Encoding encoding, int[] ids, List<String> pieces, String decoded, int unknown) {
        if (!Arrays.equals(encoding.ids(), ids)) {
            return "ids " + encoding.tokens() + "\n  " + pieces + "\n  " + Arrays.toString(encoding.ids()) + "\n  "
                    + Arrays.toString(ids);
        }
        boolean known = true;
        for (int i = 0; i < ids.length; i++) {
            known &= ids[i] != unknown;
            if (ids[i] != unknown && !encoding.tokens().get(i).equals(pieces.get(i))) {
                return "piece " + i + ": " + encoding.tokens() + "\n  " + pieces;
            }
        }
        String ours = tokenizer.decode(ids, true);
        return known && !ours.equals(decoded) ? "decoded \"" + ours + "\"\n  \"" + decoded + "\"" : "";
    }
}
