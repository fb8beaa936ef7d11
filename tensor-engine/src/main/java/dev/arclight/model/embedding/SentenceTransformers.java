package dev.arclight.model.embedding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelJson;
import dev.arclight.io.Quoted;
import dev.arclight.io.Safetensors;
import dev.arclight.model.transformer.BertEncoder;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads folders as the library sentence-transformers and Hugging Face have them: {@code config.json} of a BERT,
 * {@code model.safetensors}, {@code tokenizer.json}, and where they are there {@code modules.json} with the pooling's
 * {@code config.json} in the folder that it names, and {@code sentence_bert_config.json}. Without these the mean is taken and not
 * normalized, as sentence-transformers does. A folder with other steps, as a dense layer behind the pooling, is refused.
 *
 * <pre>{@code
 * SentenceTransformers.load(Path.of("all-MiniLM-L6-v2")).save(Path.of("models/sentences"));
 * }</pre>
 */
public final class SentenceTransformers {
    private static final String MODULES = "modules.json";

    /** What follows this in a pooling's settings is a way to pool, true if it is used. */
    private static final String MODE = "pooling_mode_";

    private SentenceTransformers() {}

    /** The steps of a folder, as {@code modules.json} has them. */
    private record Modules(Path network, Pooling pooling, boolean normalizes) {}

    /**
     * Reads a folder.
     *
     * @throws ModelFormatException if its network is no BERT with absolute positions, it pools in a way that is not known here,
     *     or it has steps beside the network, the pooling and the normalization
     * @throws ModelAccessException if a file is missing or cannot be read
     */
    public static Embedder load(Path folder) {
        Modules modules = modules(folder);
        Path network = modules.network();
        Path file = network.resolve("config.json");
        JsonNode config = json(file);
        String type = config.path("model_type").asText();
        String positions = config.path("position_embedding_type").asText("absolute");
        if (!type.equals("bert") || !positions.equals("absolute")) {
            throw new ModelFormatException(file + ": is of the type " + Quoted.text(type) + " with positions "
                    + Quoted.text(positions) + "; only bert with absolute positions is read here");
        }
        BertEncoder.Settings settings = new BertEncoder.Settings(
                number(config, file, "vocab_size"),
                number(config, file, "hidden_size"),
                number(config, file, "num_hidden_layers"),
                number(config, file, "num_attention_heads"),
                number(config, file, "intermediate_size"),
                number(config, file, "max_position_embeddings"),
                config.path("layer_norm_eps").asDouble(1e-12),
                config.path("hidden_act").asText("gelu"),
                config.path("hidden_dropout_prob").asDouble(0.1));
        EmbeddingSettings embedding = new EmbeddingSettings(
                modules.pooling(), modules.normalizes(), maxLength(network, settings.maxPositionEmbeddings()));
        Tokenizer tokenizer = tokenizer(network.resolve("tokenizer.json"));
        Safetensors.Contents weights = Safetensors.read(network.resolve("model.safetensors"));
        try {
            return Embedder.of(BertEncoder.of(settings, weights.tensors()), tokenizer.withoutPadding(), embedding);
        } catch (ArclightException e) {
            throw new ModelFormatException(folder + ": " + e.getMessage(), e);
        }
    }

    private static Modules modules(Path folder) {
        Path file = folder.resolve(MODULES);
        if (!Files.exists(file)) {
            Path pooling = folder.resolve("1_Pooling").resolve("config.json");
            return new Modules(folder, Files.exists(pooling) ? pooling(pooling) : Pooling.MEAN, false);
        }
        List<String> steps = new ArrayList<>();
        List<Path> places = new ArrayList<>();
        for (JsonNode module : json(file)) {
            steps.add(step(module.path("type").asText(), file));
            places.add(place(module.path("path").asText(), folder, file));
        }
        boolean normalizes = steps.equals(List.of("Transformer", "Pooling", "Normalize"));
        if (!normalizes && !steps.equals(List.of("Transformer", "Pooling"))) {
            throw new ModelFormatException(file + ": has the steps " + steps
                    + "; expected Transformer, Pooling and perhaps Normalize, in this order");
        }
        return new Modules(places.get(0), pooling(places.get(1).resolve("config.json")), normalizes);
    }

    /** A step left out would give other vectors, so one that is not known is an error. */
    private static String step(String type, Path file) {
        for (String known : List.of("Transformer", "Pooling", "Normalize")) {
            if (type.endsWith(known)) {
                return known;
            }
        }
        throw new ModelFormatException(file + ": has the step " + Quoted.text(type)
                + "; only Transformer, Pooling and Normalize are read here");
    }

    private static Path place(String path, Path folder, Path file) {
        // A name that leads elsewhere would have any file of the machine read.
        if (path.startsWith(".") || path.indexOf('/') >= 0 || path.indexOf('\\') >= 0 || path.indexOf(':') >= 0) {
            throw new ModelFormatException(
                    file + ": names the folder " + Quoted.text(path) + "; only folders beside it may be named");
        }
        return folder.resolve(path);
    }

    private static Pooling pooling(Path file) {
        List<String> used = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : json(file).properties()) {
            if (field.getKey().startsWith(MODE) && field.getValue().asBoolean()) {
                used.add(field.getKey().substring(MODE.length()));
            }
        }
        String mode = used.size() == 1 ? used.get(0) : "";
        return switch (mode) {
            case "mean_tokens" -> Pooling.MEAN;
            case "cls_token" -> Pooling.CLS;
            case "max_tokens" -> Pooling.MAX;
            default ->
                throw new ModelFormatException(file + ": pools by " + Quoted.text(used.toString())
                        + "; expected one of mean_tokens, cls_token and max_tokens");
        };
    }

    private static int maxLength(Path folder, int positions) {
        Path file = folder.resolve("sentence_bert_config.json");
        if (!Files.exists(file)) {
            return positions;
        }
        JsonNode length = json(file).path("max_seq_length");
        return length.isMissingNode() || length.isNull()
                ? positions
                : Math.min(wholeFrom1(length, file, "max_seq_length"), positions);
    }

    private static int number(JsonNode config, Path file, String key) {
        return wholeFrom1(config.path(key), file, key);
    }

    private static int wholeFrom1(JsonNode value, Path file, String key) {
        if (!value.isInt() || value.intValue() < 1) {
            throw new ModelFormatException(
                    file + ": " + key + " is " + Quoted.text(value.toString()) + "; expected a whole number from 1");
        }
        return value.intValue();
    }

    private static Tokenizer tokenizer(Path file) {
        try {
            return Embedder.tokenizer(Files.readAllBytes(file), file.toString());
        } catch (IOException e) {
            throw ModelAccessException.reading(file.toString(), e);
        }
    }

    private static JsonNode json(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ModelJson.read(in, file.toString());
        } catch (IOException e) {
            throw ModelAccessException.reading(file.toString(), e);
        }
    }
}
