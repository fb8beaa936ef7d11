package dev.arclight.model.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Safetensors;
import dev.arclight.model.transformer.BertEncoder;
import dev.arclight.tokenizers.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads folders as the library sentence-transformers and Hugging Face have them: {@code config.json} of a BERT,
 * {@code model.safetensors}, {@code tokenizer.json}, and where they are there {@code modules.json}, {@code 1_Pooling/config.json}
 * and {@code sentence_bert_config.json}. Without these the mean is taken and not normalized, as sentence-transformers does.
 *
 * <pre>{@code
 * SentenceTransformers.load(Path.of("all-MiniLM-L6-v2")).save(Path.of("models/sentences"));
 * }</pre>
 */
public final class SentenceTransformers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SentenceTransformers() {}

    /**
     * Reads a folder.
     *
     * @throws ModelFormatException if its network is no BERT with absolute positions, or pools in a way that is not known here
     * @throws ModelAccessException if a file is missing or cannot be read
     */
    public static Embedder load(Path folder) {
        JsonNode config = json(folder.resolve("config.json"));
        String type = config.path("model_type").asText();
        String positions = config.path("position_embedding_type").asText("absolute");
        if (!type.equals("bert") || !positions.equals("absolute")) {
            throw new ModelFormatException(folder + "/config.json: is of the type '" + type + "' with positions '"
                    + positions + "'; only bert with absolute positions is read here");
        }
        BertEncoder.Settings settings = new BertEncoder.Settings(
                number(config, folder, "vocab_size"),
                number(config, folder, "hidden_size"),
                number(config, folder, "num_hidden_layers"),
                number(config, folder, "num_attention_heads"),
                number(config, folder, "intermediate_size"),
                number(config, folder, "max_position_embeddings"),
                config.path("layer_norm_eps").asDouble(1e-12),
                config.path("hidden_act").asText("gelu"),
                config.path("hidden_dropout_prob").asDouble(0.1));
        Tokenizer tokenizer = Tokenizer.fromFile(folder.resolve("tokenizer.json"));
        return Embedder.of(
                BertEncoder.of(
                        settings,
                        Safetensors.read(folder.resolve("model.safetensors")).tensors()),
                tokenizer.withoutPadding(),
                new EmbeddingSettings(
                        pooling(folder), normalizes(folder), maxLength(folder, settings.maxPositionEmbeddings())));
    }

    private static Pooling pooling(Path folder) {
        Path file = folder.resolve("1_Pooling").resolve("config.json");
        if (!Files.exists(file)) {
            return Pooling.MEAN;
        }
        JsonNode modes = json(file);
        boolean mean = modes.path("pooling_mode_mean_tokens").asBoolean();
        boolean cls = modes.path("pooling_mode_cls_token").asBoolean();
        boolean max = modes.path("pooling_mode_max_tokens").asBoolean();
        if ((mean ? 1 : 0) + (cls ? 1 : 0) + (max ? 1 : 0) != 1) {
            throw new ModelFormatException(
                    file + ": pools by " + modes + "; expected one of the mean, the first and the largest");
        }
        return mean ? Pooling.MEAN : cls ? Pooling.CLS : Pooling.MAX;
    }

    private static boolean normalizes(Path folder) {
        Path file = folder.resolve("modules.json");
        if (Files.exists(file)) {
            for (JsonNode module : json(file)) {
                if (module.path("type").asText().endsWith("Normalize")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int maxLength(Path folder, int positions) {
        Path file = folder.resolve("sentence_bert_config.json");
        int length = Files.exists(file) ? json(file).path("max_seq_length").asInt(positions) : positions;
        return Math.min(length, positions);
    }

    private static int number(JsonNode config, Path folder, String key) {
        JsonNode value = config.path(key);
        if (!value.canConvertToInt() || value.intValue() < 1) {
            throw new ModelFormatException(
                    folder + "/config.json: " + key + " is " + value + "; expected a whole number from 1");
        }
        return value.intValue();
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw ModelAccessException.reading(file.toString(), e);
        }
    }
}
