package dev.arclight.model.embedding;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.Model;
import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFolder;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.ModelSource;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.Truncation;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Makes vectors of texts: a tokenizer, a network that gives a vector for each token, and one vector of those.
 *
 * <pre>{@code
 * Embedder embedder = Embedder.of(encoder, tokenizer, EmbeddingSettings.defaults().withMaxLength(256));
 * embedder.save(Path.of("models/sentences"));
 *
 * Embedder same = Embedder.load(Path.of("models/sentences"));
 * float[] vector = same.embed("the cat sat on the mat");
 * }</pre>
 *
 * <p>Texts of as many tokens go through the network together and no others with them: nothing is padded, so a short text does not
 * pay for a long one, the network needs no mask, and a text's vector has the same bits whatever it is embedded with.
 *
 * <p>A folder holds the network as {@link ModelFolder} does, with {@code tokenizer.json} and {@code embedding.json} (pooling,
 * normalization, length) beside. Immutable, and safe for all threads; a thread with many texts opens a {@link #newSession}.
 */
public final class Embedder {
    private static final String TOKENIZER = "tokenizer.json";

    private final Module network;
    private final Tokenizer tokenizer;
    private final Tokenizer cutting;
    private final EmbeddingSettings settings;
    private final int dimension;

    private Embedder(Module network, Tokenizer tokenizer, EmbeddingSettings settings, int dimension) {
        this.network = network;
        this.tokenizer = tokenizer;
        this.settings = settings;
        this.dimension = dimension;
        this.cutting = cutting(tokenizer, settings);
    }

    private static Tokenizer cutting(Tokenizer tokenizer, EmbeddingSettings settings) {
        if (settings.maxLength() == 0) {
            return tokenizer;
        }
        try {
            return tokenizer.withTruncation(Truncation.to(settings.maxLength()));
        } catch (TokenizerException e) {
            throw new ArclightException(
                    "texts cannot be cut off at " + settings.maxLength() + " tokens: " + e.getMessage(), e);
        }
    }

    /**
     * Of a network that is in memory. It is put into evaluation mode, and called once to learn how long its vectors are.
     *
     * @param network from tokens' numbers, int64 {@code [batch, tokens]}, to {@code [batch, tokens, width]}
     * @throws ShapeException if it gives something else
     * @throws ArclightException if the tokenizer cannot cut texts off as the settings say
     */
    public static Embedder of(Module network, Tokenizer tokenizer, EmbeddingSettings settings) {
        network.eval();
        Tensor hidden;
        try (GradMode.Scope scope = GradMode.noGrad()) {
            hidden = network.call(Tensor.zeros(DType.INT64, 1, 2));
        }
        if (hidden.rank() != 3 || hidden.size(0) != 1 || hidden.size(1) != 2) {
            throw new ShapeException("the network gives " + hidden.shape() + " for 1 text of 2 tokens; expected [1, 2,"
                    + " width], a vector for each token");
        }
        return new Embedder(network, tokenizer, settings, hidden.size(2));
    }

    /**
     * Reads what {@link #save} wrote.
     *
     * @throws ModelFormatException if a file is not sound, or the network does not make vectors of tokens
     * @throws ModelAccessException if a file is missing or cannot be read
     */
    public static Embedder load(Path folder) {
        Model model = ModelFolder.load(folder);
        return of(model, folder.toString(), name -> Files.newInputStream(folder.resolve(name)));
    }

    /** As {@link #load}, from streams. */
    public static Embedder read(ModelSource source) {
        return of(ModelFolder.read(source), source.location(), source::open);
    }

    private interface Opener {
        InputStream open(String name) throws IOException;
    }

    private static Embedder of(Model model, String location, Opener files) {
        Signature signature = model.signature();
        int[] in = signature.inputs().size() == 1 ? signature.inputs().get(0).shape() : new int[0];
        int[] out = signature.outputs().size() == 1 ? signature.outputs().get(0).shape() : new int[0];
        if (in.length != 2 || signature.inputs().get(0).dtype() != DType.INT64 || out.length != 3 || out[2] < 1) {
            throw new ModelFormatException(location + ": takes " + signature.inputs() + " and gives "
                    + signature.outputs() + ", which makes no vectors of tokens; expected int64[-1, -1] and"
                    + " float32[-1, -1, width]: write the folder with Embedder.save");
        }
        EmbeddingSettings settings = EmbeddingSettings.parse(
                bytes(files, EmbeddingSettings.FILE, location), location + "/" + EmbeddingSettings.FILE);
        Tokenizer tokenizer = tokenizer(bytes(files, TOKENIZER, location), location + "/" + TOKENIZER);
        Embedder embedder;
        try {
            embedder = of(model.module(), tokenizer, settings);
        } catch (ArclightException e) {
            throw new ModelFormatException(
                    location + ": " + e.getMessage() + "; write the folder with Embedder.save", e);
        }
        // Room for vectors is made by what was found, never by what a file claims.
        if (embedder.dimension() != out[2]) {
            throw new ModelFormatException(location + ": gives vectors of " + embedder.dimension()
                    + " numbers where its signature says " + out[2] + "; write the folder with Embedder.save");
        }
        return embedder;
    }

    /** @throws ModelFormatException naming the place if there is no tokenizer that is known here */
    static Tokenizer tokenizer(byte[] json, String location) {
        try {
            return Tokenizer.fromString(new String(json, StandardCharsets.UTF_8));
        } catch (TokenizerException e) {
            throw new ModelFormatException(location + ": " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Opener files, String name, String location) {
        try (InputStream in = files.open(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ModelAccessException(
                    location + "/" + name + ": cannot be read: " + e.getMessage()
                            + "; a folder for embeddings is written by Embedder.save",
                    e);
        }
    }

    /** Writes a folder where none is. @throws ModelFormatException naming a layer that cannot be described */
    public void save(Path folder) {
        save(folder, false);
    }

    /**
     * Writes the folder, which appears whole or not at all.
     *
     * @param overwrite whether a model folder that is there is replaced
     * @throws ModelFormatException naming a layer that cannot be described
     * @throws ModelAccessException if the folder cannot be written, or is there and is not to be replaced
     */
    public void save(Path folder, boolean overwrite) {
        Signature signature = Signature.of(
                new TensorSpec("input_ids", DType.INT64, TensorSpec.ANY, TensorSpec.ANY),
                new TensorSpec("last_hidden_state", DType.FLOAT32, TensorSpec.ANY, TensorSpec.ANY, dimension));
        ModelFolder.save(
                network,
                signature,
                folder,
                overwrite,
                Map.of(
                        TOKENIZER,
                        tokenizer.toJson().getBytes(StandardCharsets.UTF_8),
                        EmbeddingSettings.FILE,
                        settings.json()));
    }

    /**
     * The same network and tokenizer with other settings.
     *
     * @throws ArclightException if the tokenizer cannot cut texts off as they say
     */
    public Embedder with(EmbeddingSettings other) {
        return new Embedder(network, tokenizer, other, dimension);
    }

    /** The vector of one text. */
    public float[] embed(CharSequence text) {
        return embed(List.of(text))[0];
    }

    /** The vectors of texts, in their order. */
    public float[][] embed(List<? extends CharSequence> texts) {
        return newSession().embed(texts);
    }

    /** What one thread embeds many texts with. */
    public EmbeddingSession newSession() {
        return newSession(EmbeddingSession.BATCH_TOKENS);
    }

    /**
     * @param batchTokens the most tokens that go through the network at once, where a text has no more by itself
     * @throws ShapeException if that is not positive
     */
    public EmbeddingSession newSession(int batchTokens) {
        return new EmbeddingSession(this, batchTokens);
    }

    /** The length of the vectors. */
    public int dimension() {
        return dimension;
    }

    public EmbeddingSettings settings() {
        return settings;
    }

    /** The tokenizer, as it was given. */
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** The network, in evaluation mode. */
    public Module network() {
        return network;
    }

    /** The tokenizer that cuts off as the settings say. */
    Tokenizer cutting() {
        return cutting;
    }
}
