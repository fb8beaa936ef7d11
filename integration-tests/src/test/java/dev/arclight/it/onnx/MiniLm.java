package dev.arclight.it.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.arclight.autograd.GradMode;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.model.transformer.BertEncoder;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Functional;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.Module;
import dev.arclight.nn.ModuleList;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.tensor.Tensor;
import dev.arclight.tokenizers.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The sentence encoder all-MiniLM-L6-v2: six layers of 384 features and twelve heads. Ours has the weights of the ONNX file,
 * which a jar of the test class path holds, and takes sentences of one length, without a mask.
 */
public final class MiniLm extends Module {
    private static final String FILE = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final String INT8_FILE = "/all-minilm-l6-v2-q.onnx";
    private static final int WIDTH = 384;
    private static final int LAYERS = 6;

    /** Words of the vocabulary. */
    public static final int WORDS = 30_522;

    private final Embedding words;
    private final Embedding positions;
    private final Embedding types;
    private final LayerNorm norm;
    private final ModuleList<TransformerEncoderLayer> layers;

    private MiniLm() {
        words = register("words", new Embedding(WORDS, WIDTH));
        positions = register("positions", new Embedding(512, WIDTH));
        types = register("types", new Embedding(2, WIDTH));
        norm = register("norm", new LayerNorm(new int[] {WIDTH}, 1e-12, true, true));
        TransformerOptions options = TransformerOptions.defaults()
                .dimFeedforward(4 * WIDTH)
                .activation(Functional::gelu)
                .layerNormEps(1e-12)
                .batchFirst(true);
        layers = register("layers", new ModuleList<>());
        for (int i = 0; i < LAYERS; i++) {
            layers.append(new TransformerEncoderLayer(WIDTH, 12, options));
        }
    }

    /** The bytes of the ONNX file. */
    public static byte[] file() throws IOException {
        return resource(FILE);
    }

    /** The bytes of the ONNX file whose products are in int8, as ONNX Runtime's dynamic quantization made it. */
    public static byte[] int8File() throws IOException {
        return resource(INT8_FILE);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(MiniLm.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        }
    }

    /** Our network with the weights of the file, ready for inference. */
    public static MiniLm load(byte[] file) throws IOException {
        OnnxFile onnx = new OnnxFile(file);
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("words.weight", onnx.tensor("embeddings.word_embeddings.weight"));
        state.put("positions.weight", onnx.tensor("embeddings.position_embeddings.weight"));
        state.put("types.weight", onnx.tensor("embeddings.token_type_embeddings.weight"));
        state.put("norm.weight", onnx.tensor("embeddings.LayerNorm.weight"));
        state.put("norm.bias", onnx.tensor("embeddings.LayerNorm.bias"));
        for (int i = 0; i < LAYERS; i++) {
            layer(onnx, "encoder.layer." + i + ".", "/encoder/layer." + i + "/", "layers." + i + ".", state);
        }
        MiniLm network = new MiniLm();
        network.loadStateDict(state);
        network.eval();
        return network;
    }

    /** What Hugging Face's config.json says of it. */
    public static BertEncoder.Settings settings() {
        return new BertEncoder.Settings(WORDS, WIDTH, LAYERS, 12, 4 * WIDTH, 512, 1e-12, "gelu", 0.1);
    }

    /** The weights by Hugging Face's names. */
    public static Map<String, Tensor> huggingFaceState(byte[] file) throws IOException {
        OnnxFile onnx = new OnnxFile(file);
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (String name : List.of(
                "word_embeddings.weight",
                "position_embeddings.weight",
                "token_type_embeddings.weight",
                "LayerNorm.weight",
                "LayerNorm.bias")) {
            state.put("embeddings." + name, onnx.tensor("embeddings." + name));
        }
        for (int i = 0; i < LAYERS; i++) {
            String layer = "encoder.layer." + i + ".";
            for (String dense : List.of(
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                    "attention.output.dense",
                    "intermediate.dense",
                    "output.dense")) {
                String node = "/encoder/layer." + i + "/" + dense.replace('.', '/') + "/MatMul";
                state.put(layer + dense + ".weight", onnx.factorOf(node).t());
                state.put(layer + dense + ".bias", onnx.tensor(layer + dense + ".bias"));
            }
            for (String norm : List.of("attention.output.LayerNorm", "output.LayerNorm")) {
                state.put(layer + norm + ".weight", onnx.tensor(layer + norm + ".weight"));
                state.put(layer + norm + ".bias", onnx.tensor(layer + norm + ".bias"));
            }
        }
        return state;
    }

    /** Its tokenizer, which fills up and cuts off nothing. */
    public static Tokenizer tokenizer() throws IOException {
        try (InputStream in = Objects.requireNonNull(MiniLm.class.getResourceAsStream(TOKENIZER), TOKENIZER)) {
            return Tokenizer.fromString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .withoutPadding()
                    .withoutTruncation();
        }
    }

    /** Sentences become the mean of their tokens' vectors, of length 1. */
    public static Embedder embedder(byte[] file) throws IOException {
        return Embedder.of(
                BertEncoder.of(settings(), huggingFaceState(file)),
                tokenizer(),
                EmbeddingSettings.defaults().withMaxLength(256));
    }

    private static void layer(OnnxFile onnx, String theirs, String nodes, String ours, Map<String, Tensor> state) {
        String self = theirs + "attention.self.";
        String products = nodes + "attention/self/";
        state.put(
                ours + "self_attn.in_proj_weight",
                Tensor.cat(List.of(
                        onnx.factorOf(products + "query/MatMul").t(),
                        onnx.factorOf(products + "key/MatMul").t(),
                        onnx.factorOf(products + "value/MatMul").t())));
        state.put(
                ours + "self_attn.in_proj_bias",
                Tensor.cat(List.of(
                        onnx.tensor(self + "query.bias"),
                        onnx.tensor(self + "key.bias"),
                        onnx.tensor(self + "value.bias"))));
        linear(
                onnx,
                theirs + "attention.output.dense",
                nodes + "attention/output/dense",
                ours + "self_attn.out_proj",
                state);
        linear(onnx, theirs + "intermediate.dense", nodes + "intermediate/dense", ours + "linear1", state);
        linear(onnx, theirs + "output.dense", nodes + "output/dense", ours + "linear2", state);
        norm(onnx, theirs + "attention.output.LayerNorm", ours + "norm1", state);
        norm(onnx, theirs + "output.LayerNorm", ours + "norm2", state);
    }

    private static void linear(OnnxFile onnx, String theirs, String node, String ours, Map<String, Tensor> state) {
        state.put(ours + ".weight", onnx.factorOf(node + "/MatMul").t());
        state.put(ours + ".bias", onnx.tensor(theirs + ".bias"));
    }

    private static void norm(OnnxFile onnx, String theirs, String ours, Map<String, Tensor> state) {
        state.put(ours + ".weight", onnx.tensor(theirs + ".weight"));
        state.put(ours + ".bias", onnx.tensor(theirs + ".bias"));
    }

    /** ONNX Runtime's session of the same file, on one thread that does not spin. */
    public static OrtSession peer(OrtEnvironment environment, byte[] file) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            return environment.createSession(file, options);
        }
    }

    /** {@code [batch, tokens]} of words becomes {@code [batch, tokens, 384]}. */
    @Override
    public Tensor forward(Tensor ids) {
        Tensor place = positions.weight().narrow(0, 0, ids.size(1));
        Tensor x = words.call(ids).add(place.add(types.weight().select(0, 0)));
        x = norm.call(x);
        for (Module layer : layers) {
            x = layer.call(x);
        }
        return x;
    }

    /** What {@link #forward} gives, as it is, without recording gradients. */
    public Tensor eager(Tensor ids) {
        try (GradMode.Scope scope = GradMode.noGrad()) {
            return forward(ids);
        }
    }
}
