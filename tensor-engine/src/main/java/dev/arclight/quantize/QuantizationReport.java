package dev.arclight.quantize;

import java.util.List;
import java.util.Locale;

/**
 * What quantization did: bytes of each layer's weights and, if a sample batch was given, how far results moved.
 *
 * @param layers the layers that were replaced, in order
 * @param output the error of the whole network's result; {@link Errors#NONE} without a sample
 */
public record QuantizationReport(List<Layer> layers, Errors output) {
    public QuantizationReport {
        layers = List.copyOf(layers);
    }

    /**
     * Absolute differences between float and int8 results.
     *
     * @param largest over all elements; NaN without a sample
     * @param mean over all elements; NaN without a sample
     */
    public record Errors(double largest, double mean) {
        /** Of what was not measured. */
        public static final Errors NONE = new Errors(Double.NaN, Double.NaN);

        boolean measured() {
            return !Double.isNaN(mean);
        }
    }

    /**
     * One replaced layer.
     *
     * @param name its dotted name in the network; empty if it is the network
     * @param bytesBefore of weight and bias
     * @param bytesAfter of weight, scales and bias
     * @param errors of its own result on the float network's input to it
     */
    public record Layer(String name, long bytesBefore, long bytesAfter, Errors errors) {}

    /** Of the replaced layers. */
    public long bytesBefore() {
        return layers.stream().mapToLong(Layer::bytesBefore).sum();
    }

    /** Of the layers that replaced them. */
    public long bytesAfter() {
        return layers.stream().mapToLong(Layer::bytesAfter).sum();
    }

    /** A table of one line a layer and one for the whole network. */
    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-20s %14s %14s %12s %12s",
                "layer",
                "bytes before",
                "bytes after",
                "max error",
                "mean error"));
        layers.forEach(layer -> line(table, layer.name(), layer.bytesBefore(), layer.bytesAfter(), layer.errors()));
        line(table, "all", bytesBefore(), bytesAfter(), output);
        return table.toString();
    }

    private static void line(StringBuilder table, String name, long before, long after, Errors errors) {
        table.append(String.format(Locale.ROOT, "%n%-20s %,14d %,14d", name, before, after));
        if (errors.measured()) {
            table.append(String.format(Locale.ROOT, " %12.3g %12.3g", errors.largest(), errors.mean()));
        }
    }
}
