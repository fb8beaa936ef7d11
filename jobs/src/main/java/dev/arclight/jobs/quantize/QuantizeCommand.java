package dev.arclight.jobs.quantize;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arclight quantize}. */
@Command(
        name = "quantize",
        description = {
            "Make an int8 model of a float one: smaller, and faster on single rows.",
            "The weights of linear layers become int8 with a scale for each output; other layers stay as they are. No data is"
                    + " needed."
        },
        footer = {"", "Example:", "  arclight quantize --model fashion/model --output fashion/model-int8"})
public final class QuantizeCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FOLDER",
            required = true,
            description = "The float model's folder.")
    private String model = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            required = true,
            description = "The int8 model's folder to write.")
    private String output = "";

    @Option(names = "--overwrite", description = "Replace the output folder if there is one.")
    private boolean overwrite;

    /** Spark is here for its file systems: models may lie on any. */
    @Override
    public Integer call() {
        try (SparkHandle handle = spark.open("quantize", "local[1]")) {
            ModelStore models = new ModelStore(handle.session());
            Quantization done = Quantization.run(models, model, output, overwrite);
            Console.of(command)
                    .print(String.format(
                            Locale.ROOT,
                            "%s: %s, before %s (%.2f times smaller)",
                            models.shown(output),
                            Format.bytes(done.bytesAfter()),
                            Format.bytes(done.bytesBefore()),
                            done.timesSmaller()));
        }
        return 0;
    }
}
