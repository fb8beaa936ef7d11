package dev.arclight.jobs.quantize;

import dev.arclight.io.Model;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.quantize.QuantizationOptions;
import dev.arclight.quantize.QuantizationReport;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What quantizing a model folder gave.
 *
 * @param bytesBefore the size of the float folder
 * @param bytesAfter the size of the int8 folder
 * @param report layer by layer
 */
public record Quantization(long bytesBefore, long bytesAfter, QuantizationReport report) {
    /**
     * Reads a model, makes its linear, recurrent and attention layers int8 and writes the result; the signature stays as it was.
     *
     * @throws dev.arclight.jobs.JobException if the result may not be written there, as in the model's own place
     */
    public static Quantization run(ModelStore models, String from, String to, boolean overwrite) {
        return run(models, from, to, overwrite, QuantizationOptions.defaults(), null);
    }

    /**
     * The same with layers that stay in float where int8 does not pay.
     *
     * @param example inputs to try the layers on; null to make all of the options' kinds int8
     * @throws dev.arclight.jobs.JobException if the result may not be written there, as in the model's own place
     */
    public static Quantization run(
            ModelStore models,
            String from,
            String to,
            boolean overwrite,
            QuantizationOptions options,
            @Nullable Tensor example) {
        models.requireFree(to, overwrite, from);
        Model model = models.load(from);
        long before = models.size(from);
        Module quantized;
        QuantizationReport report;
        if (example == null) {
            quantized = DynamicQuantization.quantize(model.module(), options.kinds());
            report = DynamicQuantization.report(model.module(), quantized);
        } else {
            DynamicQuantization.Result result = DynamicQuantization.quantize(model.module(), options, example);
            quantized = result.module();
            report = result.report();
        }
        models.save(quantized, model.signature(), to, overwrite);
        return new Quantization(before, models.size(to), report);
    }

    /** The float folder's size over the int8 folder's. */
    public double timesSmaller() {
        return (double) bytesBefore / bytesAfter;
    }
}
