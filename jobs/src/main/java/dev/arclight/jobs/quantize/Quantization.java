package dev.arclight.jobs.quantize;

import dev.arclight.io.Model;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.quantize.DynamicQuantization;

/**
 * What quantizing a model folder gave.
 *
 * @param bytesBefore the size of the float folder
 * @param bytesAfter the size of the int8 folder
 */
public record Quantization(long bytesBefore, long bytesAfter) {
    /**
     * Reads a model, quantizes its linear layers to int8 and writes the result; the signature stays as it was.
     *
     * @throws dev.arclight.jobs.JobException if the result may not be written there, as in the model's own place
     */
    public static Quantization run(ModelStore models, String from, String to, boolean overwrite) {
        models.requireFree(to, overwrite, from);
        Model model = models.load(from);
        long before = models.size(from);
        models.save(DynamicQuantization.quantize(model.module()), model.signature(), to, overwrite);
        return new Quantization(before, models.size(to));
    }

    /** The float folder's size over the int8 folder's. */
    public double timesSmaller() {
        return (double) bytesBefore / bytesAfter;
    }
}
