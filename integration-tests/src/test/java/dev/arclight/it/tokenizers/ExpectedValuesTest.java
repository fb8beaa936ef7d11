package dev.arclight.it.tokenizers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.it.files.SharedData;
import dev.arclight.tokenizers.Encoding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.files.HuggingFaceFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the tests of other projects expect of the tokenizers that are there. */
class ExpectedValuesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static JsonNode expected(String file) throws IOException {
        return MAPPER.readTree(
                SharedData.folder("tokenizer-expected").resolve(file).toFile());
    }

    private static Tokenizer tokenizer(String folder) {
        Path path = SharedData.folder("tokenizers").resolve(folder);
        return path.resolve("tokenizer.json").toFile().exists()
                ? Tokenizer.fromFile(path.resolve("tokenizer.json"))
                : HuggingFaceFolder.read(path);
    }

    private static List<Integer> ids(JsonNode array) {
        List<Integer> result = new ArrayList<>();
        array.forEach(id -> result.add(id.intValue()));
        return result;
    }

    private static List<Integer> ids(Encoding encoding) {
        List<Integer> result = new ArrayList<>();
        for (int id : encoding.ids()) {
            result.add(id);
        }
        return result;
    }

    @ParameterizedTest
    @CsvSource({
        "Xenova/bert-base-uncased, bert-base-uncased",
        "Xenova/bert-base-cased, bert-base-cased",
        "google-bert/bert-base-cased, bert-base-cased",
        "Xenova/gpt2, gpt2",
        "openai-community/gpt2, gpt2",
        "Xenova/clip-vit-base-patch16, clip",
        "Xenova/t5-small, t5-small",
        "google-t5/t5-small, t5-small",
    })
    void transformersJsExpectsTheseIds(String name, String folder) throws IOException {
        Tokenizer tokenizer = cased(folder);
        List<String> differences = new ArrayList<>();
        JsonNode cases = expected("transformersjs-expected.json").path(name).path("cases");
        assertThat(cases).isNotEmpty();
        for (Map.Entry<String, JsonNode> entry : cases.properties()) {
            JsonNode value = entry.getValue();
            String text = value.path("text").textValue();
            Encoding encoding = value.has("text_pair")
                    ? tokenizer.encode(text, value.path("text_pair").textValue())
                    : tokenizer.encode(text);
            if (!ids(encoding).equals(ids(value.path("ids")))) {
                differences.add(entry.getKey() + ": " + ids(encoding) + ", expected " + value.path("ids"));
            }
        }
        System.out.println(name + ": " + cases.size() + " cases");
        assertThat(differences).isEmpty();
    }

    /** The folder of bert-base-cased holds vocab.txt alone, which does not say that case is kept. */
    private static Tokenizer cased(String folder) {
        Tokenizer tokenizer = tokenizer(folder);
        if (!folder.equals("bert-base-cased")) {
            return tokenizer;
        }
        return Tokenizer.fromString(
                tokenizer.toJson().replaceFirst("\"lowercase\"\\s*:\\s*true", "\"lowercase\" : false"));
    }

    @ParameterizedTest
    @CsvSource({
        "bert_uncased_encoded.json, bert-base-uncased",
        "gpt2_encoded_tokens.json, gpt2",
        "t5_base_encoded.json, t5-small"
    })
    void swiftTransformersExpectsTheseIdsAndTokens(String file, String folder) throws IOException {
        JsonNode json = expected("swift-transformers/" + file);
        Tokenizer tokenizer = tokenizer(folder);
        Encoding encoding = tokenizer.encode(json.path("text").textValue());
        Encoding plain = tokenizer.encode(json.path("text").textValue(), false);
        assertThat(List.of(ids(encoding), ids(plain))).contains(ids(json.path("token_ids")));
        List<String> tokens = new ArrayList<>();
        json.path("bpe_tokens").forEach(token -> tokens.add(token.textValue()));
        assertThat(plain.tokens()).isEqualTo(tokens);
    }

    @Test
    void swiftTransformersExpectsTheseIdsOfTenThousandQuestions() throws IOException {
        Tokenizer tokenizer = tokenizer("bert-base-uncased");
        JsonNode questions = expected("swift-transformers/question_tokens.json");
        JsonNode expectedIds = expected("swift-transformers/tokenized_questions.json");
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < questions.size(); i++) {
            Encoding encoding =
                    tokenizer.encode(questions.get(i).path("original").textValue(), false);
            List<String> tokens = new ArrayList<>();
            questions.get(i).path("wordpiece").forEach(token -> tokens.add(token.textValue()));
            if (!ids(encoding).equals(ids(expectedIds.get(i)))
                    || !encoding.tokens().equals(tokens)) {
                differences.add(questions.get(i).path("original") + ": " + encoding.tokens() + ", expected " + tokens);
            }
        }
        System.out.println(questions.size() + " questions, " + differences.size() + " differ");
        assertThat(differences).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "bert-base-uncased, bert-base-uncased",
        "google-bert/bert-base-uncased, bert-base-uncased",
        "distilgpt2, gpt2",
        "t5-base, t5-small"
    })
    void swiftTransformersExpectsTheseEncodingsAndTexts(String name, String folder) throws IOException {
        Tokenizer tokenizer = tokenizer(folder);
        List<String> differences = new ArrayList<>();
        JsonNode cases = expected("swift-transformers/tokenizer_tests.json").path(name);
        assertThat(cases).isNotEmpty();
        for (JsonNode value : cases) {
            Encoding encoding = tokenizer.encode(value.path("input").textValue());
            if (!ids(encoding).equals(ids(value.path("encoded").path("input_ids")))) {
                differences.add(value.path("input") + ": " + ids(encoding) + ", expected "
                        + value.path("encoded").path("input_ids"));
            }
        }
        System.out.println(name + ": " + cases.size() + " cases");
        assertThat(differences).isEmpty();
    }

    @Test
    void dotnetExpectsTheseIdsOfASourceFile() throws IOException {
        Path folder = SharedData.folder("tokenizer-expected").resolve("dotnet-ml");
        String text = java.nio.file.Files.readString(folder.resolve("lib.rs.txt"));
        Encoding encoding = tokenizer("gpt2").encode(text);
        assertThat(ids(encoding))
                .isEqualTo(
                        ids(MAPPER.readTree(folder.resolve("tokens_gpt2.json").toFile())));
    }
}
