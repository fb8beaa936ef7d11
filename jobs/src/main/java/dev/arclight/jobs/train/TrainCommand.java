package dev.arclight.jobs.train;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.EngineOptions;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arclight train}. */
@Command(
        name = "train",
        description = {
            "Train a network on labelled images in Parquet, where the data is: every partition learns from its own images, and"
                    + " now and then the weights are averaged.",
            "Writes a model folder (model.json and model.safetensors)."
        },
        footer = {
            "",
            "Example:",
            "  arclight train --input fashion/train.parquet --model fashion/model --epochs 3",
            "  arclight train --engine beam --runner FlinkRunner -i fashion/train.parquet -m fashion/model",
            "  spark-submit --class dev.arclight.jobs.Main arclight-jobs-spark.jar \\",
            "      train --input hdfs:///fashion/train.parquet --model hdfs:///fashion/model --partitions 16"
        })
public final class TrainCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Option(
            names = {"-i", "--input"},
            paramLabel = "PATH",
            required = true,
            description = "The Parquet file or folder.")
    private String input = "";

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FOLDER",
            required = true,
            description = "The model folder to write.")
    private String model = "";

    @Option(
            names = "--features-col",
            paramLabel = "COLUMN",
            defaultValue = "image",
            description = "The column of the images, binary or an array of numbers; default: ${DEFAULT-VALUE}.")
    private String featuresCol = "";

    @Option(
            names = "--label-col",
            paramLabel = "COLUMN",
            defaultValue = "label",
            description = "The column of the class numbers; default: ${DEFAULT-VALUE}.")
    private String labelCol = "";

    @Option(names = "--overwrite", description = "Replace the model folder if there is one.")
    private boolean overwrite;

    @Mixin
    private final TrainingOptions options = new TrainingOptions();

    @Override
    public Integer call() throws IOException {
        Console console = Console.of(command);
        if (engine.isBeam()) {
            return onBeam(console);
        }
        try (SparkHandle handle = spark.open("train", "local[*]")) {
            ModelStore models = new ModelStore(handle.session());
            models.requireFree(model, overwrite, sources());
            Training training = Training.run(handle.session(), input, featuresCol, labelCol, options, console);
            models.save(training.model().module(), training.model().signature(), model, overwrite);
            console.print(models.shown(model) + ": " + Format.bytes(models.size(model)) + ", "
                    + summary(training.examples(), training.loss(), training.nanos(), training.learningNanos()));
        }
        return 0;
    }

    private int onBeam(Console console) throws IOException {
        ModelStore models = new ModelStore(new Configuration());
        models.requireFree(model, overwrite, sources());
        BeamTraining training = BeamTraining.run(engine, input, featuresCol, labelCol, options, console);
        models.save(training.network(), training.signature(), model, overwrite);
        console.print(models.shown(model) + ": " + Format.bytes(models.size(model)) + ", "
                + summary(training.examples(), training.loss(), training.nanos(), training.nanos()));
        return 0;
    }

    /** What must not lie in the model's folder. */
    private String[] sources() {
        String checkpoints = options.checkpointDir();
        return checkpoints.isEmpty() ? new String[] {input} : new String[] {input, checkpoints};
    }

    private static String summary(long examples, double loss, long nanos, long learningNanos) {
        if (examples == 0) {
            return "finished before: the checkpoints hold the whole training";
        }
        return String.format(
                Locale.ROOT,
                "loss %.4f, %s examples in %s (%s)",
                loss,
                Format.count(examples),
                Format.seconds(nanos),
                Format.rate(examples, learningNanos));
    }
}
