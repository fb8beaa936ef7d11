package dev.arclight.quantize;

import dev.arclight.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * What quantization did: bytes of each layer's weights and, if an example was given, how far results moved, how long calls took
 * and what was decided.
 *
 * @param layers those that could become int8, in order
 * @param output the error of the whole network's result; {@link Errors#NONE} without an example that has one
 */
public record QuantizationReport(List<Layer> layers, Errors output) {
    public QuantizationReport {
        layers = List.copyOf(layers);
    }

    /**
     * Differences between float and int8 results.
     *
     * @param largest absolute one over all elements; NaN if nothing was measured
     * @param mean of absolute ones over all elements; NaN likewise
     * @param relative {@code ‖int8 − float‖ / ‖float‖}; NaN likewise
     */
    public record Errors(double largest, double mean, double relative) {
        /** Of what was not measured. */
        public static final Errors NONE = new Errors(Double.NaN, Double.NaN, Double.NaN);

        /**
         * Of results of the same inputs; {@link #NONE} if they have no elements.
         *
         * @param exact in float
         * @param rounded of the same shape, with int8 layers
         */
        public static Errors between(Tensor exact, Tensor rounded) {
            if (exact.numel() == 0) {
                return NONE;
            }
            Tensor difference = exact.sub(rounded).abs();
            double norm = Math.sqrt(exact.square().sum().item());
            double moved = Math.sqrt(difference.square().sum().item());
            return new Errors(difference.max().item(), difference.mean().item(), moved == 0 ? 0 : moved / norm);
        }

        boolean measured() {
            return !Double.isNaN(mean);
        }
    }

    /**
     * One layer.
     *
     * @param name its dotted name in the network; empty if it is the network
     * @param kind of layer, as {@code Linear}
     * @param bytesBefore of its weights and biases
     * @param bytesAfter of them and the scales; as before if it stayed in float
     * @param errors of its results in int8 on the float network's inputs to it
     * @param floatSeconds of its calls with float weights, packed; NaN if not measured
     * @param int8Seconds of the same calls with int8 weights; NaN likewise
     * @param int8 whether it became int8
     * @param reason why
     */
    public record Layer(
            String name,
            String kind,
            long bytesBefore,
            long bytesAfter,
            Errors errors,
            double floatSeconds,
            double int8Seconds,
            boolean int8,
            String reason) {
        /** How many times faster than float; NaN if not measured. */
        public double speedup() {
            return floatSeconds / int8Seconds;
        }
    }

    /** Of all layers that could become int8. */
    public long bytesBefore() {
        return layers.stream().mapToLong(Layer::bytesBefore).sum();
    }

    /** Of the same layers afterwards. */
    public long bytesAfter() {
        return layers.stream().mapToLong(Layer::bytesAfter).sum();
    }

    /** The names of the layers that became int8, to do the same to another network of this architecture. */
    public List<String> int8Layers() {
        return layers.stream().filter(Layer::int8).map(Layer::name).toList();
    }

    /** A table of one line a layer and one for the whole network. */
    @Override
    public String toString() {
        int width = Math.max(
                12,
                layers.stream().mapToInt(layer -> layer.name().length()).max().orElse(0));
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-" + width + "s %-18s %14s %14s %10s %10s %10s %10s %10s %7s  %s",
                "layer",
                "kind",
                "bytes before",
                "bytes after",
                "max error",
                "mean error",
                "error",
                "float µs",
                "int8 µs",
                "times",
                "decision"));
        for (Layer layer : layers) {
            line(table, width, layer.name(), layer.kind(), layer.bytesBefore(), layer.bytesAfter(), layer.errors());
            table.append(String.format(
                    Locale.ROOT,
                    " %10s %10s %7s  %s: %s",
                    number("%.1f", layer.floatSeconds() * 1e6),
                    number("%.1f", layer.int8Seconds() * 1e6),
                    number("%.2f", layer.speedup()),
                    layer.int8() ? "int8" : "float",
                    layer.reason()));
        }
        line(table, width, "all", "", bytesBefore(), bytesAfter(), output);
        return table.toString();
    }

    private static void line(
            StringBuilder table, int width, String name, String kind, long before, long after, Errors errors) {
        table.append(String.format(
                Locale.ROOT,
                "%n%-" + width + "s %-18s %,14d %,14d %10s %10s %10s",
                name,
                kind,
                before,
                after,
                number("%.3g", errors.largest()),
                number("%.3g", errors.mean()),
                number("%.4f", errors.relative())));
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }
}
