package dev.arclight.io;

import dev.arclight.nn.AdaptiveAvgPool1d;
import dev.arclight.nn.AdaptiveAvgPool2d;
import dev.arclight.nn.AdaptiveAvgPool3d;
import dev.arclight.nn.AdaptiveMaxPool1d;
import dev.arclight.nn.AdaptiveMaxPool2d;
import dev.arclight.nn.AdaptiveMaxPool3d;
import dev.arclight.nn.AlphaDropout;
import dev.arclight.nn.AvgPool1d;
import dev.arclight.nn.AvgPool2d;
import dev.arclight.nn.AvgPool3d;
import dev.arclight.nn.BatchNorm1d;
import dev.arclight.nn.BatchNorm2d;
import dev.arclight.nn.BatchNorm3d;
import dev.arclight.nn.CELU;
import dev.arclight.nn.ChannelShuffle;
import dev.arclight.nn.CircularPad1d;
import dev.arclight.nn.CircularPad2d;
import dev.arclight.nn.CircularPad3d;
import dev.arclight.nn.ConstantPad1d;
import dev.arclight.nn.ConstantPad2d;
import dev.arclight.nn.ConstantPad3d;
import dev.arclight.nn.Conv1d;
import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Conv3d;
import dev.arclight.nn.ConvOptions;
import dev.arclight.nn.ConvTranspose1d;
import dev.arclight.nn.ConvTranspose2d;
import dev.arclight.nn.ConvTranspose3d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Dropout1d;
import dev.arclight.nn.Dropout2d;
import dev.arclight.nn.Dropout3d;
import dev.arclight.nn.ELU;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.EmbeddingBag;
import dev.arclight.nn.EmbeddingBagMode;
import dev.arclight.nn.FeatureAlphaDropout;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.GELU;
import dev.arclight.nn.GLU;
import dev.arclight.nn.GRU;
import dev.arclight.nn.GroupNorm;
import dev.arclight.nn.Hardshrink;
import dev.arclight.nn.Hardsigmoid;
import dev.arclight.nn.Hardswish;
import dev.arclight.nn.Hardtanh;
import dev.arclight.nn.Identity;
import dev.arclight.nn.InstanceNorm1d;
import dev.arclight.nn.InstanceNorm2d;
import dev.arclight.nn.InstanceNorm3d;
import dev.arclight.nn.LSTM;
import dev.arclight.nn.LayerNorm;
import dev.arclight.nn.LeakyReLU;
import dev.arclight.nn.Linear;
import dev.arclight.nn.LocalResponseNorm;
import dev.arclight.nn.LogSigmoid;
import dev.arclight.nn.LogSoftmax;
import dev.arclight.nn.MaxPool1d;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.MaxPool3d;
import dev.arclight.nn.Mish;
import dev.arclight.nn.Module;
import dev.arclight.nn.Normalize;
import dev.arclight.nn.PReLU;
import dev.arclight.nn.PixelShuffle;
import dev.arclight.nn.PixelUnshuffle;
import dev.arclight.nn.PositionalEmbedding;
import dev.arclight.nn.Quantizable;
import dev.arclight.nn.RMSNorm;
import dev.arclight.nn.RNN;
import dev.arclight.nn.RReLU;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.ReLU6;
import dev.arclight.nn.RecurrentOptions;
import dev.arclight.nn.ReflectionPad1d;
import dev.arclight.nn.ReflectionPad2d;
import dev.arclight.nn.ReflectionPad3d;
import dev.arclight.nn.ReplicationPad1d;
import dev.arclight.nn.ReplicationPad2d;
import dev.arclight.nn.ReplicationPad3d;
import dev.arclight.nn.SELU;
import dev.arclight.nn.SiLU;
import dev.arclight.nn.Sigmoid;
import dev.arclight.nn.Softmax;
import dev.arclight.nn.Softmax2d;
import dev.arclight.nn.Softmin;
import dev.arclight.nn.Softplus;
import dev.arclight.nn.Softshrink;
import dev.arclight.nn.Softsign;
import dev.arclight.nn.Tanh;
import dev.arclight.nn.Tanhshrink;
import dev.arclight.nn.Threshold;
import dev.arclight.nn.ToDtype;
import dev.arclight.nn.TransformerEncoderLayer;
import dev.arclight.nn.TransformerOptions;
import dev.arclight.nn.Unflatten;
import dev.arclight.nn.ZeroPad1d;
import dev.arclight.nn.ZeroPad2d;
import dev.arclight.nn.ZeroPad3d;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The layers that a model folder may name: an allow-list, so that no file chooses a class. To add a layer, add a line.
 *
 * <p>A line says how a layer is made from its settings and which tensors it will have. The latter is compared with the
 * weights' file before the layer is made, so that settings cannot ask for more memory than that file fills.
 */
final class KnownLayers {
    /** One kind of layer. */
    record Layer(Function<LayerConfig, Module> make, Function<LayerConfig, Map<String, TensorType>> state) {}

    private static final Map<String, Layer> LAYERS = new TreeMap<>(Map.ofEntries(
            line("AdaptiveAvgPool1d", c -> new AdaptiveAvgPool1d(c.extents("outputSize", 1, 1)[0])),
            line("AdaptiveAvgPool2d", c -> new AdaptiveAvgPool2d(c.extents("outputSize", -1, 2))),
            line("AdaptiveAvgPool3d", c -> new AdaptiveAvgPool3d(c.extents("outputSize", -1, 3))),
            line("AdaptiveMaxPool1d", c -> new AdaptiveMaxPool1d(c.extents("outputSize", 1, 1)[0])),
            line("AdaptiveMaxPool2d", c -> new AdaptiveMaxPool2d(c.extents("outputSize", -1, 2))),
            line("AdaptiveMaxPool3d", c -> new AdaptiveMaxPool3d(c.extents("outputSize", -1, 3))),
            line("AvgPool1d", KnownLayers::avgPool1d),
            line("AvgPool2d", KnownLayers::avgPool2d),
            line("AvgPool3d", KnownLayers::avgPool3d),
            line("Conv1d", c -> new Conv1d(convolution(c, 1)), c -> convolutionState(c, 1, false)),
            line("Conv2d", c -> new Conv2d(convolution(c, 2)), c -> convolutionState(c, 2, false)),
            line("Conv3d", c -> new Conv3d(convolution(c, 3)), c -> convolutionState(c, 3, false)),
            line("ConvTranspose1d", c -> new ConvTranspose1d(convolution(c, 1)), c -> convolutionState(c, 1, true)),
            line("ConvTranspose2d", c -> new ConvTranspose2d(convolution(c, 2)), c -> convolutionState(c, 2, true)),
            line("ConvTranspose3d", c -> new ConvTranspose3d(convolution(c, 3)), c -> convolutionState(c, 3, true)),
            line("ReLU6", c -> new ReLU6()),
            line("LeakyReLU", c -> new LeakyReLU(c.number("negativeSlope"))),
            line("ELU", c -> new ELU(c.number("alpha"))),
            line("CELU", c -> new CELU(c.number("alpha"))),
            line("SELU", c -> new SELU()),
            line("SiLU", c -> new SiLU()),
            line("Mish", c -> new Mish()),
            line("LogSigmoid", c -> new LogSigmoid()),
            line("Softplus", c -> new Softplus(c.number("beta"), c.number("threshold"))),
            line("Softsign", c -> new Softsign()),
            line("Softmin", c -> new Softmin(dim(c, "dim"))),
            line("LogSoftmax", c -> new LogSoftmax(dim(c, "dim"))),
            line("Hardswish", c -> new Hardswish()),
            line("Hardsigmoid", c -> new Hardsigmoid()),
            line("Hardtanh", c -> new Hardtanh(c.number("minVal"), c.number("maxVal"))),
            line("Hardshrink", c -> new Hardshrink(c.number("lambda"))),
            line("Softshrink", c -> new Softshrink(c.number("lambda"))),
            line("Tanhshrink", c -> new Tanhshrink()),
            line("Threshold", c -> new Threshold(c.number("threshold"), c.number("value"))),
            line("GLU", c -> new GLU(dim(c, "dim"))),
            line("RReLU", c -> new RReLU(c.number("lower"), c.number("upper"))),
            line(
                    "PReLU",
                    c -> new PReLU(c.integer("numParameters", 1), 0.25),
                    c -> Map.of("weight", new TensorType(DType.FLOAT32, Shape.of(c.integer("numParameters", 1))))),
            line("BatchNorm1d", c -> norm(c, BatchNorm1d::new), KnownLayers::normState),
            line("BatchNorm2d", c -> norm(c, BatchNorm2d::new), KnownLayers::normState),
            line("BatchNorm3d", c -> norm(c, BatchNorm3d::new), KnownLayers::normState),
            line("InstanceNorm1d", c -> norm(c, InstanceNorm1d::new), KnownLayers::normState),
            line("InstanceNorm2d", c -> norm(c, InstanceNorm2d::new), KnownLayers::normState),
            line("InstanceNorm3d", c -> norm(c, InstanceNorm3d::new), KnownLayers::normState),
            line(
                    "LayerNorm",
                    c -> new LayerNorm(
                            c.integers("normalizedShape", 0),
                            c.number("eps"),
                            c.flag("elementwiseAffine"),
                            c.flag("bias")),
                    KnownLayers::layerNormState),
            line(
                    "RMSNorm",
                    c -> new RMSNorm(
                            c.integers("normalizedShape", 0), c.numberOrNull("eps"), c.flag("elementwiseAffine")),
                    KnownLayers::layerNormState),
            line(
                    "GroupNorm",
                    c -> new GroupNorm(
                            c.integer("numGroups", 1), c.integer("numChannels", 0), c.number("eps"), c.flag("affine")),
                    c -> affine(c.flag("affine"), c.integer("numChannels", 0))),
            line("Embedding", KnownLayers::embedding, KnownLayers::embeddingState),
            line("EmbeddingBag", KnownLayers::embeddingBag, KnownLayers::embeddingState),
            line(
                    "RNN",
                    c -> new RNN(c.integer("inputSize", 1), c.integer("hiddenSize", 1), recurrence(c)),
                    c -> recurrentState(c, 1)),
            line(
                    "LSTM",
                    c -> new LSTM(c.integer("inputSize", 1), c.integer("hiddenSize", 1), recurrence(c)),
                    c -> recurrentState(c, 4)),
            line(
                    "GRU",
                    c -> new GRU(c.integer("inputSize", 1), c.integer("hiddenSize", 1), recurrence(c)),
                    c -> recurrentState(c, 3)),
            line("AlphaDropout", c -> new AlphaDropout(c.number("p"))),
            line("Dropout", c -> new Dropout(c.number("p"))),
            line("Dropout1d", c -> new Dropout1d(c.number("p"))),
            line("Dropout2d", c -> new Dropout2d(c.number("p"))),
            line("Dropout3d", c -> new Dropout3d(c.number("p"))),
            line("ChannelShuffle", c -> new ChannelShuffle(c.integer("groups", 1))),
            line("CircularPad1d", c -> new CircularPad1d(padding(c))),
            line("CircularPad2d", c -> new CircularPad2d(padding(c))),
            line("CircularPad3d", c -> new CircularPad3d(padding(c))),
            line("ConstantPad1d", c -> new ConstantPad1d(padding(c), c.number("value"))),
            line("ConstantPad2d", c -> new ConstantPad2d(padding(c), c.number("value"))),
            line("ConstantPad3d", c -> new ConstantPad3d(padding(c), c.number("value"))),
            line("FeatureAlphaDropout", c -> new FeatureAlphaDropout(c.number("p"))),
            line("Flatten", c -> new Flatten(dim(c, "startDim"), dim(c, "endDim"))),
            line("GELU", c -> new GELU()),
            line("Identity", c -> new Identity()),
            line("Linear", KnownLayers::linear, KnownLayers::linearState),
            line(
                    "LocalResponseNorm",
                    c -> new LocalResponseNorm(
                            c.integer("size", 1), c.number("alpha"), c.number("beta"), c.number("k"))),
            line("MaxPool1d", KnownLayers::maxPool1d),
            line("MaxPool2d", KnownLayers::maxPool2d),
            line("MaxPool3d", KnownLayers::maxPool3d),
            line("Normalize", c -> new Normalize(c.numbers("mean"), c.numbers("std"))),
            line("PixelShuffle", c -> new PixelShuffle(c.integer("upscaleFactor", 1))),
            line("PixelUnshuffle", c -> new PixelUnshuffle(c.integer("downscaleFactor", 1))),
            line("PositionalEmbedding", KnownLayers::positions, KnownLayers::embeddingState),
            line(
                    "QuantizedEmbedding",
                    c -> int8(KnownLayers.embedding(c)),
                    c -> int8State(KnownLayers.embeddingState(c))),
            line(
                    "QuantizedEmbeddingBag",
                    c -> int8(KnownLayers.embeddingBag(c)),
                    c -> int8State(KnownLayers.embeddingState(c))),
            line(
                    "QuantizedGRU",
                    c -> int8(new GRU(c.integer("inputSize", 1), c.integer("hiddenSize", 1), recurrence(c))),
                    c -> int8State(recurrentState(c, 3))),
            line(
                    "QuantizedLSTM",
                    c -> int8(new LSTM(c.integer("inputSize", 1), c.integer("hiddenSize", 1), recurrence(c))),
                    c -> int8State(recurrentState(c, 4))),
            line("QuantizedLinear", c -> int8(KnownLayers.linear(c)), c -> int8State(linearState(c))),
            line("ReLU", c -> new ReLU()),
            line("ReflectionPad1d", c -> new ReflectionPad1d(padding(c))),
            line("ReflectionPad2d", c -> new ReflectionPad2d(padding(c))),
            line("ReflectionPad3d", c -> new ReflectionPad3d(padding(c))),
            line("ReplicationPad1d", c -> new ReplicationPad1d(padding(c))),
            line("ReplicationPad2d", c -> new ReplicationPad2d(padding(c))),
            line("ReplicationPad3d", c -> new ReplicationPad3d(padding(c))),
            line("Sigmoid", c -> new Sigmoid()),
            line("Softmax", c -> new Softmax(dim(c, "dim"))),
            line("Softmax2d", c -> new Softmax2d()),
            line("Tanh", c -> new Tanh()),
            line("ToDtype", c -> new ToDtype(DType.of(c.text("dtype")), c.flag("scale"))),
            line(
                    "TransformerEncoderLayer",
                    KnownLayers::transformerEncoderLayer,
                    KnownLayers::transformerEncoderLayerState),
            line("Unflatten", c -> new Unflatten(dim(c, "dim"), c.integers("unflattenedSize", -1))),
            line("ZeroPad1d", c -> new ZeroPad1d(padding(c))),
            line("ZeroPad2d", c -> new ZeroPad2d(padding(c))),
            line("ZeroPad3d", c -> new ZeroPad3d(padding(c)))));

    private KnownLayers() {}

    /** The layer of this type, null if it is not known. */
    static @Nullable Layer find(String type) {
        return LAYERS.get(type);
    }

    /** For messages and tests. */
    static Iterable<String> types() {
        return LAYERS.keySet();
    }

    private static Linear linear(LayerConfig c) {
        return new Linear(c.integer("inFeatures", 0), c.integer("outFeatures", 0), c.flag("bias"));
    }

    private static Map<String, TensorType> linearState(LayerConfig c) {
        int out = c.integer("outFeatures", 0);
        return weightAndBias(c, out, out, c.integer("inFeatures", 0));
    }

    /** The same layer with weights that became int8. */
    private static <M extends Module & Quantizable> Module int8(M layer) {
        layer.toInt8();
        return layer;
    }

    /** Of a matrix of weights there are codes, and a scale for each row. */
    private static Map<String, TensorType> int8State(Map<String, TensorType> state) {
        Map<String, TensorType> rounded = new LinkedHashMap<>();
        state.forEach((name, type) -> {
            if (name.startsWith("weight")) {
                rounded.put(name, new TensorType(DType.INT8, type.shape()));
                rounded.put(
                        name.replace("weight", "scale"),
                        new TensorType(DType.FLOAT32, Shape.of(type.shape().dim(0))));
            } else {
                rounded.put(name, type);
            }
        });
        return rounded;
    }

    private static EmbeddingBag embeddingBag(LayerConfig c) {
        String mode = c.text("mode");
        for (EmbeddingBagMode known : EmbeddingBagMode.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(mode)) {
                return new EmbeddingBag(
                        c.integer("numEmbeddings", 0),
                        c.integer("embeddingDim", 0),
                        known,
                        c.flag("includeLastOffset"),
                        c.integerOrNull("paddingIdx", 0));
            }
        }
        throw new IllegalArgumentException("mode is " + Quoted.text(mode) + "; expected sum, mean or max");
    }

    /** What makes the norms over batches and instances alike. */
    private interface NormMaker {
        Module make(int numFeatures, double eps, @Nullable Double momentum, boolean affine, boolean trackRunningStats);
    }

    private static Module norm(LayerConfig c, NormMaker maker) {
        return maker.make(
                c.integer("numFeatures", 0),
                c.number("eps"),
                momentum(c),
                c.flag("affine"),
                c.flag("trackRunningStats"));
    }

    private static @Nullable Double momentum(LayerConfig c) {
        double momentum = c.number("momentum");
        return momentum < 0 ? null : momentum;
    }

    private static Map<String, TensorType> normState(LayerConfig c) {
        int features = c.integer("numFeatures", 0);
        Map<String, TensorType> state = new LinkedHashMap<>(affine(c.flag("affine"), features));
        if (c.flag("trackRunningStats")) {
            TensorType each = new TensorType(DType.FLOAT32, Shape.of(features));
            state.put("running_mean", each);
            state.put("running_var", each);
            state.put("num_batches_tracked", new TensorType(DType.INT64, Shape.of()));
        }
        return state;
    }

    private static Map<String, TensorType> affine(boolean affine, int features) {
        if (!affine) {
            return Map.of();
        }
        TensorType each = new TensorType(DType.FLOAT32, Shape.of(features));
        Map<String, TensorType> state = new LinkedHashMap<>();
        state.put("weight", each);
        state.put("bias", each);
        return state;
    }

    private static Map<String, TensorType> layerNormState(LayerConfig c) {
        Map<String, TensorType> state = new LinkedHashMap<>();
        TensorType each = new TensorType(DType.FLOAT32, Shape.of(c.integers("normalizedShape", 0)));
        if (c.flag("elementwiseAffine")) {
            state.put("weight", each);
            if (c.flag("bias", false)) {
                state.put("bias", each);
            }
        }
        return state;
    }

    private static Embedding embedding(LayerConfig c) {
        Double maxNorm = c.numberOrNull("maxNorm");
        return new Embedding(
                c.integer("numEmbeddings", 0),
                c.integer("embeddingDim", 0),
                c.integerOrNull("paddingIdx", 0),
                maxNorm,
                maxNorm == null ? 2 : c.number("normType"),
                c.flag("scaleGradByFreq", false));
    }

    private static Map<String, TensorType> embeddingState(LayerConfig c) {
        Shape shape = Shape.of(c.integer("numEmbeddings", 0), c.integer("embeddingDim", 0));
        return Map.of("weight", new TensorType(DType.FLOAT32, shape));
    }

    private static PositionalEmbedding positions(LayerConfig c) {
        return new PositionalEmbedding(c.integer("numEmbeddings", 0), c.integer("embeddingDim", 0));
    }

    private static TransformerEncoderLayer transformerEncoderLayer(LayerConfig c) {
        TransformerOptions options = TransformerOptions.defaults()
                .dimFeedforward(c.integer("dimFeedforward", 1))
                .dropout(c.number("dropout"))
                .activation(c.text("activation"))
                .layerNormEps(c.number("layerNormEps"))
                .batchFirst(c.flag("batchFirst"))
                .normFirst(c.flag("normFirst"))
                .bias(c.flag("bias"));
        return new TransformerEncoderLayer(c.integer("dModel", 1), c.integer("nhead", 1), options)
                .withInt8(c.texts("int8"));
    }

    private static Map<String, TensorType> transformerEncoderLayerState(LayerConfig c) {
        int width = c.integer("dModel", 1);
        int hidden = c.integer("dimFeedforward", 1);
        boolean bias = c.flag("bias");
        Map<String, TensorType> state = new LinkedHashMap<>();
        put(state, "self_attn.in_proj_weight", Math.multiplyExact(3, width), width);
        put(state, "self_attn.out_proj.weight", width, width);
        put(state, "linear1.weight", hidden, width);
        put(state, "linear2.weight", width, hidden);
        put(state, "norm1.weight", width);
        put(state, "norm2.weight", width);
        if (bias) {
            put(state, "self_attn.in_proj_bias", 3 * width);
            put(state, "self_attn.out_proj.bias", width);
            put(state, "linear1.bias", hidden);
            put(state, "linear2.bias", width);
            put(state, "norm1.bias", width);
            put(state, "norm2.bias", width);
        }
        List<String> int8 = c.texts("int8");
        Map<String, TensorType> all = new LinkedHashMap<>();
        state.forEach((name, type) -> {
            int dot = name.lastIndexOf('.');
            if (int8.contains(name.substring(0, dot)) && name.endsWith("weight")) {
                all.put(name, new TensorType(DType.INT8, type.shape()));
                put(
                        all,
                        name.substring(0, name.length() - "weight".length()) + "scale",
                        type.shape().dim(0));
            } else {
                all.put(name, type);
            }
        });
        return all;
    }

    private static void put(Map<String, TensorType> state, String name, int... shape) {
        state.put(name, new TensorType(DType.FLOAT32, Shape.of(shape)));
    }

    private static RecurrentOptions recurrence(LayerConfig c) {
        String nonlinearity = c.text("nonlinearity", "tanh");
        if (!nonlinearity.equals("tanh") && !nonlinearity.equals("relu")) {
            throw new IllegalArgumentException(
                    "the nonlinearity is " + Quoted.text(nonlinearity) + ", expected tanh or relu");
        }
        return RecurrentOptions.defaults()
                .numLayers(c.integer("numLayers", 1))
                .bias(c.flag("bias"))
                .batchFirst(c.flag("batchFirst"))
                .dropout(c.number("dropout"))
                .bidirectional(c.flag("bidirectional"))
                .projSize(c.integer("projSize", 1, 0))
                .nonlinearity(
                        nonlinearity.equals("relu")
                                ? RecurrentOptions.Nonlinearity.RELU
                                : RecurrentOptions.Nonlinearity.TANH);
    }

    private static Map<String, TensorType> recurrentState(LayerConfig c, int gates) {
        int hidden = c.integer("hiddenSize", 1);
        int state = c.integer("projSize", 1, hidden);
        int directions = c.flag("bidirectional") ? 2 : 1;
        int rows = Math.multiplyExact(gates, hidden);
        int layers = c.integer("numLayers", 1);
        // Two weights each at least: settings must not make a list longer than the file could fill.
        c.requireRoom("numLayers", 2L * layers * directions);
        Map<String, TensorType> tensors = new LinkedHashMap<>();
        for (int layer = 0; layer < layers; layer++) {
            for (int direction = 0; direction < directions; direction++) {
                String suffix = "_l" + layer + (direction == 1 ? "_reverse" : "");
                int features = layer == 0 ? c.integer("inputSize", 1) : Math.multiplyExact(state, directions);
                tensors.put("weight_ih" + suffix, new TensorType(DType.FLOAT32, Shape.of(rows, features)));
                tensors.put("weight_hh" + suffix, new TensorType(DType.FLOAT32, Shape.of(rows, state)));
                if (c.flag("bias")) {
                    tensors.put("bias_ih" + suffix, new TensorType(DType.FLOAT32, Shape.of(rows)));
                    tensors.put("bias_hh" + suffix, new TensorType(DType.FLOAT32, Shape.of(rows)));
                }
                if (state != hidden) {
                    tensors.put("weight_hr" + suffix, new TensorType(DType.FLOAT32, Shape.of(state, hidden)));
                }
            }
        }
        return tensors;
    }

    private static ConvOptions convolution(LayerConfig c, int dims) {
        return ConvOptions.of(c.integer("inChannels", 1), c.integer("outChannels", 1), c.extents("kernelSize", 1, dims))
                .stride(c.extents("stride", 1, dims))
                .padding(c.extents("padding", 0, dims))
                .outputPadding(c.extents("outputPadding", 0, dims, 0))
                .dilation(c.extents("dilation", 1, dims))
                .groups(c.integer("groups", 1))
                .bias(c.flag("bias"));
    }

    private static Map<String, TensorType> convolutionState(LayerConfig c, int dims, boolean transposed) {
        int in = c.integer("inChannels", 1);
        int out = c.integer("outChannels", 1);
        int groups = c.integer("groups", 1);
        int[] kernel = c.extents("kernelSize", 1, dims);
        int[] shape = new int[dims + 2];
        shape[0] = transposed ? in : out;
        shape[1] = (transposed ? out : in) / groups;
        System.arraycopy(kernel, 0, shape, 2, dims);
        return weightAndBias(c, out, shape);
    }

    private static Module maxPool1d(LayerConfig c) {
        return new MaxPool1d(
                c.extents("kernelSize", 1, 1),
                c.extents("stride", 1, 1),
                c.extents("padding", 0, 1),
                c.extents("dilation", 1, 1, 1),
                c.flag("ceilMode", false));
    }

    private static Module avgPool1d(LayerConfig c) {
        return new AvgPool1d(
                c.extents("kernelSize", 1, 1),
                c.extents("stride", 1, 1),
                c.extents("padding", 0, 1),
                c.flag("ceilMode", false),
                c.flag("countIncludePad", true));
    }

    private static Module maxPool2d(LayerConfig c) {
        return new MaxPool2d(
                c.extents("kernelSize", 1, 2),
                c.extents("stride", 1, 2),
                c.extents("padding", 0, 2),
                c.extents("dilation", 1, 2, 1),
                c.flag("ceilMode", false));
    }

    private static Module avgPool2d(LayerConfig c) {
        return new AvgPool2d(
                c.extents("kernelSize", 1, 2),
                c.extents("stride", 1, 2),
                c.extents("padding", 0, 2),
                c.flag("ceilMode", false),
                c.flag("countIncludePad", true),
                c.integer("divisorOverride", 1, 0));
    }

    private static Module maxPool3d(LayerConfig c) {
        return new MaxPool3d(
                c.extents("kernelSize", 1, 3),
                c.extents("stride", 1, 3),
                c.extents("padding", 0, 3),
                c.extents("dilation", 1, 3, 1),
                c.flag("ceilMode", false));
    }

    private static Module avgPool3d(LayerConfig c) {
        return new AvgPool3d(
                c.extents("kernelSize", 1, 3),
                c.extents("stride", 1, 3),
                c.extents("padding", 0, 3),
                c.flag("ceilMode", false),
                c.flag("countIncludePad", true),
                c.integer("divisorOverride", 1, 0));
    }

    private static Map<String, TensorType> weightAndBias(LayerConfig c, int biasExtent, int... weightShape) {
        Map<String, TensorType> state = new LinkedHashMap<>();
        state.put("weight", new TensorType(DType.FLOAT32, Shape.of(weightShape)));
        if (c.flag("bias")) {
            state.put("bias", new TensorType(DType.FLOAT32, Shape.of(biasExtent)));
        }
        return state;
    }

    private static int[] padding(LayerConfig c) {
        return c.integers("padding", Integer.MIN_VALUE);
    }

    private static int dim(LayerConfig c, String key) {
        return c.integer(key, Integer.MIN_VALUE);
    }

    private static Map.Entry<String, Layer> line(String type, Function<LayerConfig, Module> make) {
        return line(type, make, c -> Map.of());
    }

    private static Map.Entry<String, Layer> line(
            String type, Function<LayerConfig, Module> make, Function<LayerConfig, Map<String, TensorType>> state) {
        return Map.entry(type, new Layer(make, state));
    }
}
