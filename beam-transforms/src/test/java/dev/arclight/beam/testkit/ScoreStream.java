package dev.arclight.beam.testkit;

import dev.arclight.beam.inference.ArclightHandler;
import dev.arclight.beam.inference.BatchLimits;
import dev.arclight.beam.inference.Prediction;
import dev.arclight.beam.inference.RunInference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * A whole streaming job: numbers at a rate, scored, and written in files of ten seconds each. Each worker leaves its process id
 * in a folder, so that a test can kill it.
 */
public final class ScoreStream {
    private ScoreStream() {}

    /** The command line. */
    public interface Options extends PipelineOptions {
        @Validation.Required
        String getModel();

        void setModel(String model);

        @Validation.Required
        String getOutput();

        void setOutput(String output);

        @Validation.Required
        String getWitnesses();

        void setWitnesses(String folder);

        @Validation.Required
        Integer getCount();

        void setCount(Integer count);

        @Validation.Required
        Integer getRate();

        void setRate(Integer rate);
    }

    /** Runs the job to its end. */
    public static void main(String[] args) {
        Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
        Pipeline pipeline = Pipeline.create(options);
        pipeline.apply(
                        "Numbers",
                        // One number for each tenth of a second, whenever it comes: a number is always in the same
                        // window.
                        GenerateSequence.from(0)
                                .to(options.getCount())
                                .withRate(options.getRate(), Duration.standardSeconds(1))
                                .withTimestampFn(number -> Instant.ofEpochMilli(number * 100)))
                .apply("Witness", ParDo.of(new Witness(options.getWitnesses())))
                .apply(
                        "Features",
                        MapElements.into(TypeDescriptor.of(float[].class))
                                .via((Long number) -> new float[] {number, 0}))
                .apply("Window", Window.into(FixedWindows.of(Duration.standardSeconds(10))))
                .apply(
                        "Score",
                        RunInference.of(ArclightHandler.floats())
                                .withModel(options.getModel())
                                .withBatchLimits(BatchLimits.ofRows(16).acrossBundles(Duration.millis(200), 2)))
                .predictions()
                .apply(
                        "Format",
                        MapElements.into(TypeDescriptors.strings())
                                .via((Prediction<float[], float[]> scored) ->
                                        (long) scored.example()[0] + " " + scored.requireValue()[0]))
                .apply(
                        "Write",
                        TextIO.write()
                                .to(options.getOutput())
                                .withWindowedWrites()
                                .withNumShards(1));
        pipeline.run().waitUntilFinish();
    }

    static final class Witness extends DoFn<Long, Long> {
        private static final long serialVersionUID = 1L;

        private final String folder;

        Witness(String folder) {
            this.folder = folder;
        }

        @Setup
        public void setup() throws IOException {
            Files.writeString(
                    Path.of(folder, Long.toString(ProcessHandle.current().pid())), "");
        }

        @ProcessElement
        public void processElement(@Element Long number, OutputReceiver<Long> out) {
            out.output(number);
        }
    }
}
