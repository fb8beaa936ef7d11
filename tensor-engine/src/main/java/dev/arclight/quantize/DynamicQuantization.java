package dev.arclight.quantize;

import dev.arclight.autograd.GradMode;
import dev.arclight.io.ModuleCopy;
import dev.arclight.nn.Embedding;
import dev.arclight.nn.Linear;
import dev.arclight.nn.Module;
import dev.arclight.nn.QuantizedEmbedding;
import dev.arclight.nn.QuantizedLinear;
import dev.arclight.nn.Sequential;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces {@link Linear} layers by {@link QuantizedLinear} and, if asked to, {@link Embedding} by
 * {@link QuantizedEmbedding}: weights become int8 once, activations in every call, so no
 * calibration is needed. As {@code torch.ao.quantization.quantize_dynamic}.
 *
 * <p>The network given is left as it is and shares nothing with the result. Stateless and safe for all threads.
 *
 * <pre>{@code
 * DynamicQuantization.Result result = DynamicQuantization.quantize(module, sample);
 * ModelFolder.save(result.module(), signature, folder);
 * }</pre>
 */
public final class DynamicQuantization {
    private static final Set<Class<? extends Module>> KINDS = Set.of(Linear.class, Embedding.class);

    private DynamicQuantization() {}

    /** The new network, in evaluation mode, and what was done. */
    public record Result(Module module, QuantizationReport report) {}

    /**
     * The network with its linear layers in int8, in evaluation mode; other layers are copied as they are.
     *
     * @throws dev.arclight.io.ModelFormatException naming a layer that is none of Arclight's own
     * @throws dev.arclight.tensor.ArclightException if a weight is not finite
     */
    public static Module quantize(Module module) {
        return quantize(module, Set.of(Linear.class));
    }

    /**
     * The network with layers of these kinds in int8, as the argument {@code qconfig_spec} of {@code quantize_dynamic}.
     *
     * @param kinds of {@link Linear} and {@link Embedding}
     * @throws dev.arclight.tensor.ArclightException naming a kind that has no int8 layer, or if a weight is not finite
     * @throws dev.arclight.io.ModelFormatException naming a layer that is none of Arclight's own
     */
    public static Module quantize(Module module, Set<Class<? extends Module>> kinds) {
        for (Class<? extends Module> kind : kinds) {
            if (!KINDS.contains(kind)) {
                throw new ArclightException("quantize: " + kind.getSimpleName()
                        + " has no int8 layer, only Linear and Embedding; leave it out to keep it in float");
            }
        }
        return replaced(module, kinds).eval();
    }

    /**
     * As {@link #quantize(Module)}, with a report that compares both networks on a batch of inputs.
     *
     * @param sample what {@code module} takes; some 100 rows tell enough
     */
    public static Result quantize(Module module, Tensor sample) {
        Module quantized = quantize(module);
        List<QuantizationReport.Layer> layers = new ArrayList<>();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            Tensor exact = compare(module, quantized, "", sample, layers);
            return new Result(quantized, new QuantizationReport(layers, errors(exact, quantized.forward(sample))));
        }
    }

    /** The report without errors, for a network that {@link #quantize(Module)} made of {@code module}. */
    public static QuantizationReport report(Module module, Module quantized) {
        List<QuantizationReport.Layer> layers = new ArrayList<>();
        compare(module, quantized, "", null, layers);
        return new QuantizationReport(layers, QuantizationReport.Errors.NONE);
    }

    private static Module replaced(Module module, Set<Class<? extends Module>> kinds) {
        if (module instanceof Linear linear && kinds.contains(Linear.class)) {
            return QuantizedLinear.of(linear);
        }
        if (module instanceof Embedding embedding && kinds.contains(Embedding.class)) {
            return QuantizedEmbedding.of(embedding);
        }
        if (module instanceof Sequential sequential) {
            LinkedHashMap<String, Module> parts = new LinkedHashMap<>();
            sequential.namedChildren().forEach((name, part) -> parts.put(name, replaced(part, kinds)));
            return new Sequential(parts);
        }
        return ModuleCopy.of(module);
    }

    /** Sends the float network's values through both, layer by layer, and returns the float network's result. */
    private static @Nullable Tensor compare(
            Module module,
            Module quantized,
            String name,
            @Nullable Tensor input,
            List<QuantizationReport.Layer> layers) {
        if (module instanceof Sequential sequential && quantized instanceof Sequential other) {
            Tensor x = input;
            for (Map.Entry<String, Module> each : sequential.namedChildren().entrySet()) {
                String part = name + (name.isEmpty() ? "" : ".") + each.getKey();
                x = compare(each.getValue(), other.getSubmodule(each.getKey()), part, x, layers);
            }
            return x;
        }
        if (quantized instanceof QuantizedLinear && module instanceof Linear
                || quantized instanceof QuantizedEmbedding && module instanceof Embedding) {
            Tensor exact = input == null ? null : module.forward(input);
            QuantizationReport.Errors errors = input == null || exact == null
                    ? QuantizationReport.Errors.NONE
                    : errors(exact, quantized.forward(input));
            layers.add(new QuantizationReport.Layer(name, bytes(module), bytes(quantized), errors));
            return exact;
        }
        // The copy, since it is in evaluation mode whatever the original is in.
        return input == null ? null : quantized.forward(input);
    }

    private static QuantizationReport.Errors errors(@Nullable Tensor exact, Tensor rounded) {
        if (exact == null || exact.numel() == 0) {
            return QuantizationReport.Errors.NONE;
        }
        Tensor difference = exact.sub(rounded).abs();
        return new QuantizationReport.Errors(
                difference.max().item(), difference.mean().item());
    }

    private static long bytes(Module module) {
        return module.stateDict().values().stream()
                .mapToLong(tensor -> (long) tensor.numel() * tensor.dtype().bytes())
                .sum();
    }
}
