package dev.arclight.beam.testkit;

import dev.arclight.beam.inference.ArclightHandler;
import dev.arclight.beam.inference.BatchLimits;
import dev.arclight.beam.inference.KeyedModelHandler;
import dev.arclight.beam.inference.Prediction;
import dev.arclight.beam.inference.RunInference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * A whole job: lines of an id and the bits of features in, lines of the id and the bits of scores out. For tests that compare
 * bits between programs.
 */
public final class ScoreFile {
    private ScoreFile() {}

    /** The command line. */
    public interface Options extends PipelineOptions {
        @Validation.Required
        String getInput();

        void setInput(String input);

        @Validation.Required
        String getModel();

        void setModel(String model);

        @Validation.Required
        String getOutput();

        void setOutput(String output);
    }

    /** Runs the job to its end. */
    public static void main(String[] args) {
        Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
        Pipeline pipeline = Pipeline.create(options);
        pipeline.apply("Read", TextIO.read().from(options.getInput()))
                .apply(
                        "Parse",
                        MapElements.into(TypeDescriptors.kvs(
                                        TypeDescriptors.strings(), TypeDescriptor.of(float[].class)))
                                .via(ScoreFile::parse))
                .apply(
                        "Score",
                        RunInference.of(KeyedModelHandler.of(ArclightHandler.floats(), StringUtf8Coder.of()))
                                .withModel(options.getModel())
                                .withBatchLimits(BatchLimits.ofRows(32)))
                .predictions()
                .apply(
                        "Format",
                        MapElements.into(TypeDescriptors.strings())
                                .via((Prediction<KV<String, float[]>, KV<String, float[]>> scored) -> format(
                                        scored.requireValue().getKey(),
                                        scored.requireValue().getValue())))
                .apply("Write", TextIO.write().to(options.getOutput()));
        pipeline.run().waitUntilFinish();
    }

    private static KV<String, float[]> parse(String line) {
        String[] parts = line.split(" ", -1);
        float[] numbers = new float[parts.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = Float.intBitsToFloat(Integer.parseInt(parts[i + 1]));
        }
        return KV.of(parts[0], numbers);
    }

    private static String format(String id, float[] numbers) {
        return id
                + IntStream.range(0, numbers.length)
                        .mapToObj(i -> " " + Float.floatToRawIntBits(numbers[i]))
                        .collect(Collectors.joining());
    }
}
