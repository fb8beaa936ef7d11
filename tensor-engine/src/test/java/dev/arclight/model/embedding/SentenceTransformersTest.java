package dev.arclight.model.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Safetensors;
import dev.arclight.model.transformer.BertEncoder;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import dev.arclight.tokenizers.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentenceTransformersTest {
    private static final String TOKENIZER = """
            {"version":"1.0","truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst","stride":0},
             "padding":{"strategy":{"Fixed":9},"direction":"Right","pad_to_multiple_of":null,"pad_id":0,"pad_type_id":0,
               "pad_token":"[PAD]"},
             "added_tokens":[],"normalizer":null,"pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
             "model":{"type":"WordLevel","unk_token":"[UNK]","vocab":{"[PAD]":0,"[UNK]":1,"a":2,"b":3,"c":4}}}
            """;

    private static final String CONFIG = """
            {"model_type":"bert","vocab_size":5,"hidden_size":6,"num_hidden_layers":2,"num_attention_heads":3,
             "intermediate_size":8,"max_position_embeddings":7,"layer_norm_eps":1e-12,"hidden_act":"gelu",
             "hidden_dropout_prob":0.1}
            """;

    private static final BertEncoder.Settings SETTINGS = new BertEncoder.Settings(5, 6, 2, 3, 8, 7, 1e-12, "gelu", 0.1);

    @TempDir
    private Path folder;

    private final Map<String, Tensor> state = new TreeMap<>();

    @BeforeEach
    void writeFolder() throws IOException {
        Generator generator = Generator.seeded(11);
        state("embeddings.word_embeddings.weight", generator, 5, 6);
        state("embeddings.position_embeddings.weight", generator, 7, 6);
        state("embeddings.token_type_embeddings.weight", generator, 2, 6);
        norm("embeddings.LayerNorm", generator);
        for (int i = 0; i < 2; i++) {
            String layer = "encoder.layer." + i + ".";
            for (String dense : List.of("attention.self.query", "attention.self.key", "attention.self.value")) {
                dense(layer + dense, generator, 6, 6);
            }
            dense(layer + "attention.output.dense", generator, 6, 6);
            dense(layer + "intermediate.dense", generator, 8, 6);
            dense(layer + "output.dense", generator, 6, 8);
            norm(layer + "attention.output.LayerNorm", generator);
            norm(layer + "output.LayerNorm", generator);
        }
        state("pooler.dense.weight", generator, 6, 6);
        Safetensors.write(folder.resolve("model.safetensors"), state, Map.of("format", "pt"));
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.writeString(folder.resolve("tokenizer.json"), TOKENIZER);
    }

    private void state(String name, Generator generator, int... shape) {
        state.put(name, Tensor.randn(generator, shape));
    }

    private void dense(String name, Generator generator, int out, int in) {
        state(name + ".weight", generator, out, in);
        state(name + ".bias", generator, out);
    }

    private void norm(String name, Generator generator) {
        state(name + ".weight", generator, 6);
        state(name + ".bias", generator, 6);
    }

    @Test
    void aBareFolderTakesTheMeanOfAsManyTokensAsThereArePositions() {
        Embedder read = SentenceTransformers.load(folder);

        assertThat(read.settings()).isEqualTo(new EmbeddingSettings(Pooling.MEAN, false, 7));
        Embedder expected = Embedder.of(
                BertEncoder.of(SETTINGS, state),
                Tokenizer.fromString(TOKENIZER).withoutPadding().withoutTruncation(),
                read.settings());
        assertThat(read.embed("a b c b a")).isEqualTo(expected.embed("a b c b a"));
        assertThat(read.embed("a b c b a b c b a")).isEqualTo(expected.embed("a b c b a b c"));
    }

    @Test
    void modulesSayHowVectorsArePooledNormalizedAndCutOff() throws IOException {
        pooling("1_Pooling", "cls_token");
        modules("Transformer", "Pooling", "Normalize");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\":3}");

        assertThat(SentenceTransformers.load(folder).settings()).isEqualTo(new EmbeddingSettings(Pooling.CLS, true, 3));
    }

    private void pooling(String place, String... used) throws IOException {
        StringBuilder json = new StringBuilder("{\"word_embedding_dimension\":6");
        for (String mode : List.of("cls_token", "mean_tokens", "max_tokens", "mean_sqrt_len_tokens", "lasttoken")) {
            json.append(",\"pooling_mode_")
                    .append(mode)
                    .append("\":")
                    .append(List.of(used).contains(mode));
        }
        Files.createDirectories(folder.resolve(place));
        Files.writeString(folder.resolve(place).resolve("config.json"), json.append('}'));
    }

    private void modules(String... types) throws IOException {
        List<String> modules = new ArrayList<>();
        for (String type : types) {
            String path = type.equals("Transformer") ? "" : modules.size() + "_" + type;
            modules.add("{\"idx\":" + modules.size() + ",\"path\":\"" + path
                    + "\",\"type\":\"sentence_transformers.models." + type + "\"}");
        }
        Files.writeString(folder.resolve("modules.json"), modules.toString());
    }

    @Test
    void aFolderWithStepsThatAreNotKnownIsRefusedByTheirName() throws IOException {
        pooling("1_Pooling", "mean_tokens");
        modules("Transformer", "Pooling", "Dense", "Normalize");

        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("modules.json: has the step 'sentence_transformers.models.Dense'");

        for (String[] steps :
                new String[][] {{"Transformer"}, {"Transformer", "Normalize", "Pooling"}, {"Pooling"}, {}}) {
            modules(steps);
            assertThatThrownBy(() -> SentenceTransformers.load(folder))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("expected Transformer, Pooling and perhaps Normalize");
        }
    }

    @Test
    void thePoolingIsReadFromTheFolderThatTheModulesName() throws IOException {
        pooling("1_Pooling", "mean_tokens");
        pooling("mine", "max_tokens");
        modules("Transformer", "Pooling");
        Path file = folder.resolve("modules.json");
        String sound = Files.readString(file);
        Files.writeString(file, sound.replace("1_Pooling", "mine"));

        assertThat(SentenceTransformers.load(folder).settings())
                .isEqualTo(new EmbeddingSettings(Pooling.MAX, false, 7));

        for (String elsewhere : List.of("../mine", "/tmp", "a/b", "..")) {
            Files.writeString(file, sound.replace("1_Pooling", elsewhere));
            assertThatThrownBy(() -> SentenceTransformers.load(folder))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("only folders beside it may be named");
        }
    }

    @Test
    void exactlyOneKnownPoolingMustBeUsed() throws IOException {
        for (String[] used : new String[][] {
            {}, {"mean_tokens", "max_tokens"}, {"mean_tokens", "lasttoken"}, {"mean_sqrt_len_tokens"}
        }) {
            pooling("1_Pooling", used);
            assertThatThrownBy(() -> SentenceTransformers.load(folder))
                    .as(String.join(" ", used))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("expected one of mean_tokens, cls_token and max_tokens");
        }
    }

    @Test
    void unsoundFilesAreRefusedByTheirName() throws IOException {
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\":2.5}");
        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("sentence_bert_config.json: max_seq_length is '2.5'");
        Files.delete(folder.resolve("sentence_bert_config.json"));

        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("tokenizer.json");

        for (String broken : List.of("{", "{\"model_type\":\"bert\",\"model_type\":\"bert\"}", "[".repeat(5_000))) {
            Files.writeString(folder.resolve("config.json"), broken);
            assertThatThrownBy(() -> SentenceTransformers.load(folder))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("config.json: is not sound JSON");
        }
    }

    @Test
    void namesMayHaveAPrefix() throws IOException {
        Map<String, Tensor> prefixed = new TreeMap<>();
        state.forEach((name, tensor) -> prefixed.put("bert." + name, tensor));
        float[] expected = SentenceTransformers.load(folder).embed("c a");
        Files.delete(folder.resolve("model.safetensors"));
        Safetensors.write(folder.resolve("model.safetensors"), prefixed, Map.of());

        assertThat(SentenceTransformers.load(folder).embed("c a")).isEqualTo(expected);
    }

    @Test
    void otherNetworksAreRefused() throws IOException {
        Files.writeString(folder.resolve("config.json"), CONFIG.replace("\"bert\"", "\"mpnet\""));
        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("mpnet");

        Files.writeString(folder.resolve("config.json"), CONFIG.replace("\"hidden_size\":6,", ""));
        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("hidden_size");

        Files.writeString(folder.resolve("config.json"), CONFIG.replace("\"gelu\"", "\"swish\""));
        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("swish")
                .hasMessageContaining("relu or gelu");

        Files.writeString(folder.resolve("config.json"), CONFIG.replace("layers\":2", "layers\":3"));
        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("encoder.layer.2.attention.self.query.weight");

        Files.delete(folder.resolve("config.json"));
        assertThatThrownBy(() -> SentenceTransformers.load(folder))
                .isInstanceOf(ModelAccessException.class)
                .hasMessageContaining("config.json");
    }
}
