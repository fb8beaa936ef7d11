package dev.arclight.io;

import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Dropout;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.GELU;
import dev.arclight.nn.Identity;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.Normalize;
import dev.arclight.nn.QuantizedLinear;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sigmoid;
import dev.arclight.nn.Softmax;
import dev.arclight.nn.Tanh;
import dev.arclight.nn.ToDtype;
import dev.arclight.nn.Unflatten;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.LinkedHashMap;
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
            line("Conv2d", KnownLayers::conv2d, KnownLayers::conv2dState),
            line("Dropout", c -> new Dropout(c.number("p"))),
            line("Flatten", c -> new Flatten(dim(c, "startDim"), dim(c, "endDim"))),
            line("GELU", c -> new GELU()),
            line("Identity", c -> new Identity()),
            line("Linear", KnownLayers::linear, KnownLayers::linearState),
            line(
                    "MaxPool2d",
                    c -> new MaxPool2d(c.integer("kernelSize", 1), c.integer("stride", 1), c.integer("padding", 0))),
            line("Normalize", c -> new Normalize(c.numbers("mean"), c.numbers("std"))),
            line("QuantizedLinear", KnownLayers::quantizedLinear, KnownLayers::quantizedLinearState),
            line("ReLU", c -> new ReLU()),
            line("Sigmoid", c -> new Sigmoid()),
            line("Softmax", c -> new Softmax(dim(c, "dim"))),
            line("Tanh", c -> new Tanh()),
            line("ToDtype", c -> new ToDtype(DType.of(c.text("dtype")), c.flag("scale"))),
            line("Unflatten", c -> new Unflatten(dim(c, "dim"), c.integers("unflattenedSize", -1)))));

    private KnownLayers() {}

    /** The layer of this type, null if it is not known. */
    static @Nullable Layer find(String type) {
        return LAYERS.get(type);
    }

    /** For messages and tests. */
    static Iterable<String> types() {
        return LAYERS.keySet();
    }

    private static Module linear(LayerConfig c) {
        return new Linear(c.integer("inFeatures", 0), c.integer("outFeatures", 0), c.flag("bias"));
    }

    private static Map<String, TensorType> linearState(LayerConfig c) {
        int out = c.integer("outFeatures", 0);
        return weightAndBias(c, out, out, c.integer("inFeatures", 0));
    }

    private static Module quantizedLinear(LayerConfig c) {
        return new QuantizedLinear(c.integer("inFeatures", 0), c.integer("outFeatures", 0), c.flag("bias"));
    }

    private static Map<String, TensorType> quantizedLinearState(LayerConfig c) {
        Shape out = Shape.of(c.integer("outFeatures", 0));
        Map<String, TensorType> state = new LinkedHashMap<>();
        state.put("weight", new TensorType(DType.INT8, Shape.of(out.dim(0), c.integer("inFeatures", 0))));
        state.put("scale", new TensorType(DType.FLOAT32, out));
        if (c.flag("bias")) {
            state.put("bias", new TensorType(DType.FLOAT32, out));
        }
        return state;
    }

    private static Module conv2d(LayerConfig c) {
        return new Conv2d(
                c.integer("inChannels", 1),
                c.integer("outChannels", 1),
                c.integer("kernelSize", 1),
                c.integer("stride", 1),
                c.integer("padding", 0),
                c.integer("dilation", 1),
                c.integer("groups", 1),
                c.flag("bias"));
    }

    private static Map<String, TensorType> conv2dState(LayerConfig c) {
        int out = c.integer("outChannels", 1);
        int size = c.integer("kernelSize", 1);
        return weightAndBias(c, out, out, c.integer("inChannels", 1) / c.integer("groups", 1), size, size);
    }

    private static Map<String, TensorType> weightAndBias(LayerConfig c, int biasExtent, int... weightShape) {
        Map<String, TensorType> state = new LinkedHashMap<>();
        state.put("weight", new TensorType(DType.FLOAT32, Shape.of(weightShape)));
        if (c.flag("bias")) {
            state.put("bias", new TensorType(DType.FLOAT32, Shape.of(biasExtent)));
        }
        return state;
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
