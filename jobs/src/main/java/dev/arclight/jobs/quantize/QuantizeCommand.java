package dev.arclight.jobs.quantize;

import dev.arclight.io.Npy;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.quantize.QuantizationOptions;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "The weights of linear, recurrent and attention layers become int8 with a scale for each output; other layers stay"
                    + " as they are. No data is needed.",
            "With an example of inputs each layer is tried on it, and stays in float where int8 is slower or too far off."
        },
        footer = {
            "",
            "Example:",
            "  arclight quantize --model fashion/model --output fashion/model-int8",
            "  arclight quantize --model fashion/model --output fashion/model-int8 --example batch.npy --deterministic"
        })
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

    @Option(
            names = {"-e", "--example"},
            paramLabel = "FILE",
            description = "Inputs to try the layers on: an array of NumPy's in a file of this machine, some 100 rows.")
    private @Nullable Path example;

    @Option(
            names = "--max-error",
            paramLabel = "E",
            defaultValue = "0.05",
            description =
                    "How far a layer's results may be off on the example, relative to their size (${DEFAULT-VALUE}).")
    private double maxError = 0.05;

    @Option(
            names = "--deterministic",
            description = "Decide by accuracy alone: the same on every machine, fast or slow.")
    private boolean deterministic;

    @Option(names = "--embeddings", description = "Take tables of embeddings too.")
    private boolean embeddings;

    /** Spark is here for its file systems: models may lie on any. */
    @Override
    public Integer call() {
        try (SparkHandle handle = spark.open("quantize", "local[1]")) {
            ModelStore models = new ModelStore(handle.session());
            Path file = example;
            Tensor inputs = file == null ? null : Npy.load(file);
            Quantization done = Quantization.run(models, model, output, overwrite, options(), inputs);
            Console.of(command).print(done.report().toString());
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

    private QuantizationOptions options() {
        QuantizationOptions options = QuantizationOptions.defaults().withMaxError(maxError);
        if (embeddings) {
            Set<Class<? extends Module>> kinds = new HashSet<>(options.kinds());
            kinds.addAll(DynamicQuantization.TABLES);
            options = options.withKinds(kinds);
        }
        return deterministic ? options.deterministic() : options;
    }
}
