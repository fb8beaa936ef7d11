package dev.arclight.quantize;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.io.ModuleCopy;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.EmbeddingBag;
import dev.arclight.nn.GRU;
import dev.arclight.nn.GRUCell;
import dev.arclight.nn.LSTM;
import dev.arclight.nn.LSTMCell;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.MultiheadAttention;
import dev.arclight.nn.Quantizable;
import dev.arclight.nn.RNNCell;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the weights of layers int8, wherever they stand in a network: weights once, what they are multiplied by at every call,
 * so no calibration is needed. As {@code torch.ao.quantization.quantize_dynamic}.
 *
 * <p>Either a copy is made, which shares nothing with the original, or the network itself is changed: its layers stay the
 * objects that they are and compute in int8 from then on. Stateless and safe for all threads.
 *
 * <pre>{@code
 * Module small = DynamicQuantization.quantize(network);                       // a copy
 * QuantizationReport report = DynamicQuantization.quantizeInPlace(
 *         network, QuantizationOptions.defaults(), () -> network.call(sample));  // layer by layer, where it pays
 * }</pre>
 */
@SuppressWarnings("try") // Scopes are there to be closed.
public final class DynamicQuantization {
    /** What becomes int8 unless something else is asked for: all kinds but tables of embeddings. */
    public static final Set<Class<? extends Module>> USUAL = Set.of(
            Linear.class,
            LSTM.class,
            GRU.class,
            LSTMCell.class,
            GRUCell.class,
            RNNCell.class,
            MultiheadAttention.class);

    /** Tables of embeddings, which become int8 if they are asked for. */
    public static final Set<Class<? extends Module>> TABLES = Set.of(Embedding.class, EmbeddingBag.class);

    private static final String WANTED = "it was asked for";

    private DynamicQuantization() {}

    /** The new network, in evaluation mode, and what was done. */
    public record Result(Module module, QuantizationReport report) {}

    /**
     * A copy with the layers of {@link #USUAL} in int8, in evaluation mode; others are as they were.
     *
     * @throws dev.arclight.io.ModelFormatException naming a layer that is none of Arclight's own and cannot be copied; change
     *     such a network in place
     * @throws ArclightException if a weight is not finite
     */
    public static Module quantize(Module module) {
        return quantize(module, USUAL);
    }

    /**
     * A copy with layers of these kinds in int8.
     *
     * @throws ArclightException naming a kind that has no int8 weights, or if a weight is not finite
     * @throws dev.arclight.io.ModelFormatException as {@link #quantize(Module)}
     */
    public static Module quantize(Module module, Set<Class<? extends Module>> kinds) {
        return quantizeDynamic(module, kinds, DType.INT8, false);
    }

    /**
     * As {@code quantize_dynamic(model, qconfig_spec, dtype, inplace=…)}.
     *
     * @param kinds of layers, as {@link Linear}
     * @param dtype int8, which is all there is
     * @param inplace whether the network itself is changed rather than a copy
     * @return the network that was changed, in evaluation mode
     * @throws ArclightException naming a kind that has no int8 weights, or if a weight is not finite; no layer is changed then
     * @throws dev.arclight.io.ModelFormatException if a copy cannot be made
     */
    public static Module quantizeDynamic(
            Module module, Set<Class<? extends Module>> kinds, DType dtype, boolean inplace) {
        requireKinds(kinds);
        if (dtype != DType.INT8) {
            throw new DTypeException("quantizeDynamic: weights cannot become " + dtype + ", only int8");
        }
        Module target = inplace ? module.eval() : ModuleCopy.of(module);
        toInt8(candidates(target, kinds).values().stream()
                .map(Quantizable.class::cast)
                .toList());
        return target;
    }

    /**
     * Makes layers of these names int8 in place, as {@link QuantizationReport#int8Layers} has them.
     *
     * @throws ArclightException naming one that is no such layer
     */
    public static void toInt8(Module module, Collection<String> names) {
        List<Quantizable> layers = new ArrayList<>();
        for (String name : names) {
            if (!(module.getSubmodule(name) instanceof Quantizable layer)) {
                throw new ArclightException("toInt8: '" + name + "' is a "
                        + module.getSubmodule(name).getClass().getSimpleName() + ", which has no int8 weights");
            }
            layers.add(layer);
        }
        toInt8(layers);
        module.eval();
    }

    /** All, or none if one of them cannot. */
    private static void toInt8(List<Quantizable> layers) {
        layers.stream().map(Quantizable::rounded).toList().forEach(Runnable::run);
    }

    /**
     * As {@link #quantize(Module)}, with a report that compares both networks on a batch of inputs. All layers become int8.
     *
     * @param sample what {@code module} takes; some 100 rows tell enough
     */
    public static Result quantize(Module module, Tensor sample) {
        return quantize(module, new QuantizationOptions(USUAL, Double.POSITIVE_INFINITY, 0), sample);
    }

    /** A copy in which those layers are int8 for which that pays on a batch of inputs, and what was decided. */
    public static Result quantize(Module module, QuantizationOptions options, Tensor sample) {
        Module copy = ModuleCopy.of(module);
        Tensor[] exact = new Tensor[1];
        QuantizationReport report = quantizeInPlace(copy, options, () -> exact[0] = copy.call(sample));
        try (GradMode.Scope scope = GradMode.noGrad()) {
            QuantizationReport.Errors errors = QuantizationReport.Errors.between(exact[0], copy.call(sample));
            return new Result(copy, new QuantizationReport(report.layers(), errors));
        }
    }

    /**
     * Makes those layers int8 for which that pays on an example, in place and in evaluation mode, whatever the network is made
     * of.
     *
     * @param example runs the network on inputs, on this thread
     * @throws ArclightException naming a kind that has no int8 weights, or if a weight is not finite; no layer is changed then
     */
    public static QuantizationReport quantizeInPlace(Module module, QuantizationOptions options, Runnable example) {
        requireKinds(options.kinds());
        module.eval();
        Map<String, Module> candidates = candidates(module, options.kinds());
        Calibration calibration = new Calibration(candidates);
        List<Decision> decisions = new ArrayList<>();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            try (Interception interception = Interception.open(calibration)) {
                example.run();
            }
            candidates.forEach(
                    (name, layer) -> decisions.add(Decision.of(name, layer, calibration.measure(name), options)));
        }
        toInt8(decisions.stream()
                .filter(Decision::int8)
                .map(decision -> (Quantizable) decision.layer)
                .toList());
        return new QuantizationReport(
                decisions.stream().map(Decision::report).toList(), QuantizationReport.Errors.NONE);
    }

    /** The report without an example, for a network that {@link #quantize(Module)} made of {@code module}. */
    public static QuantizationReport report(Module module, Module quantized) {
        List<QuantizationReport.Layer> layers = new ArrayList<>();
        Map<String, Module> parts = quantized.namedModules();
        module.namedModules().forEach((name, layer) -> {
            Module other = parts.get(name);
            if (other instanceof Quantizable now
                    && now.isInt8()
                    && layer instanceof Quantizable then
                    && !then.isInt8()) {
                layers.add(new QuantizationReport.Layer(
                        name,
                        layer.getClass().getSimpleName(),
                        bytes(layer),
                        bytes(other),
                        QuantizationReport.Errors.NONE,
                        Double.NaN,
                        Double.NaN,
                        true,
                        WANTED));
            }
        });
        return new QuantizationReport(layers, QuantizationReport.Errors.NONE);
    }

    /**
     * A network as it stands: layers that are int8, with the bytes that their weights would take in float32, and those that could
     * be. Nothing is measured.
     */
    public static QuantizationReport report(Module module) {
        List<QuantizationReport.Layer> layers = new ArrayList<>();
        Map<String, Module> all = module.namedModules();
        all.forEach((name, layer) -> {
            if (layer instanceof Quantizable quantizable && !isPartOfAttention(name, all)) {
                boolean int8 = quantizable.isInt8();
                layers.add(new QuantizationReport.Layer(
                        name,
                        layer.getClass().getSimpleName(),
                        int8 ? bytesInFloat(layer) : bytes(layer),
                        bytes(layer),
                        QuantizationReport.Errors.NONE,
                        Double.NaN,
                        Double.NaN,
                        int8,
                        int8 ? "its weights are codes" : "its weights are float"));
            }
        });
        return new QuantizationReport(layers, QuantizationReport.Errors.NONE);
    }

    /** Codes take four times as much, and have no scales then. */
    private static long bytesInFloat(Module int8) {
        Map<String, Tensor> state = int8.stateDict();
        long bytes = 0;
        for (Map.Entry<String, Tensor> entry : state.entrySet()) {
            Tensor codes = state.get(entry.getKey().replace("scale", "weight"));
            boolean isScale = codes != null && codes != entry.getValue() && codes.dtype() == DType.INT8;
            bytes += isScale ? 0 : (long) entry.getValue().numel() * DType.FLOAT32.bytes();
        }
        return bytes;
    }

    private static boolean isPartOfAttention(String name, Map<String, Module> all) {
        return !name.isEmpty()
                && all.get(name.substring(0, Math.max(0, name.lastIndexOf('.')))) instanceof MultiheadAttention;
    }

    /**
     * What is done with a layer.
     *
     * @param before bytes of the layer as it was
     */
    private record Decision(
            String name,
            Module layer,
            long before,
            QuantizationReport.Errors errors,
            double floatSeconds,
            double int8Seconds,
            boolean int8,
            String reason) {
        static Decision of(
                String name, Module layer, Calibration.@Nullable Measured measured, QuantizationOptions options) {
            if (measured == null) {
                return new Decision(
                        name,
                        layer,
                        bytes(layer),
                        QuantizationReport.Errors.NONE,
                        Double.NaN,
                        Double.NaN,
                        true,
                        "the example did not reach it");
            }
            QuantizationReport.Errors errors = measured.errors();
            double speedup = measured.floatSeconds() / measured.int8Seconds();
            boolean isFar = errors.measured() && !(errors.relative() <= options.maxError());
            boolean isSlow = !isFar && speedup < options.minSpeedup();
            String reason = "accurate enough";
            if (isFar) {
                reason =
                        String.format(Locale.ROOT, "its error %.4f is above %s", errors.relative(), options.maxError());
            } else if (isSlow) {
                reason = String.format(
                        Locale.ROOT, "int8 is %.2f times as fast, less than %s", speedup, options.minSpeedup());
            }
            return new Decision(
                    name,
                    layer,
                    bytes(layer),
                    errors,
                    measured.floatSeconds(),
                    measured.int8Seconds(),
                    !isFar && !isSlow,
                    reason);
        }

        /** Once it is carried out. */
        QuantizationReport.Layer report() {
            return new QuantizationReport.Layer(
                    name,
                    layer.getClass().getSimpleName(),
                    before,
                    bytes(layer),
                    errors,
                    floatSeconds,
                    int8Seconds,
                    int8,
                    reason);
        }
    }

    private static void requireKinds(Set<Class<? extends Module>> kinds) {
        for (Class<? extends Module> kind : kinds) {
            if (!USUAL.contains(kind) && !TABLES.contains(kind)) {
                throw new ArclightException("quantize: " + kind.getSimpleName() + " has no int8 weights, only "
                        + names(USUAL) + ", " + names(TABLES) + "; leave it out to keep it in float");
            }
        }
    }

    private static String names(Set<Class<? extends Module>> kinds) {
        return String.join(
                ", ", kinds.stream().map(Class::getSimpleName).sorted().toList());
    }

    /** By name. The output's projection of an attention belongs to the attention, and is rounded with it or not at all. */
    private static Map<String, Module> candidates(Module module, Set<Class<? extends Module>> kinds) {
        Map<String, Module> found = new LinkedHashMap<>();
        Map<String, Module> all = module.namedModules();
        all.forEach((name, layer) -> {
            if (layer instanceof Quantizable quantizable
                    && kinds.contains(layer.getClass())
                    && !quantizable.isInt8()
                    && !isPartOfAttention(name, all)) {
                found.put(name, layer);
            }
        });
        return found;
    }

    private static long bytes(Module module) {
        return module.stateDict().values().stream()
                .mapToLong(tensor -> (long) tensor.numel() * tensor.dtype().bytes())
                .sum();
    }
}
