package dev.arclight.quantize;

import dev.arclight.nn.Module;
import java.util.Set;

/**
 * Which layers become int8.
 *
 * @param kinds of layers that may
 * @param maxError the largest error of a layer's result on the example, as {@code ‖int8 − float‖ / ‖float‖}; a layer above it
 *     stays in float
 * @param minSpeedup how many times faster than in float a layer must be on the example, or it stays in float; 0 for decisions
 *     that do not depend on the machine
 */
public record QuantizationOptions(Set<Class<? extends Module>> kinds, double maxError, double minSpeedup) {
    private static final double USUAL_ERROR = 0.05;

    public QuantizationOptions {
        kinds = Set.copyOf(kinds);
    }

    /** The kinds of {@link DynamicQuantization#USUAL}, errors up to 5 %, and no layer that is slower than in float. */
    public static QuantizationOptions defaults() {
        return new QuantizationOptions(DynamicQuantization.USUAL, USUAL_ERROR, 1);
    }

    public QuantizationOptions withKinds(Set<Class<? extends Module>> wanted) {
        return new QuantizationOptions(wanted, maxError, minSpeedup);
    }

    public QuantizationOptions withMaxError(double wanted) {
        return new QuantizationOptions(kinds, wanted, minSpeedup);
    }

    public QuantizationOptions withMinSpeedup(double wanted) {
        return new QuantizationOptions(kinds, maxError, wanted);
    }

    /** Decisions by accuracy alone, which are the same on every machine. */
    public QuantizationOptions deterministic() {
        return withMinSpeedup(0);
    }
}
