package dev.arclight.jobs.quantize;

import dev.arclight.io.Npy;
import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.ParquetInput;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import dev.arclight.jobs.session.TextFile;
import dev.arclight.nn.Module;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.quantize.QuantizationOptions;
import dev.arclight.spark.quantize.QuantizeModel;
import dev.arclight.spark.quantize.QuantizedModel;
import dev.arclight.spark.quantize.ValidationMetric;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
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
            "With an example of inputs each layer is tried on it, and stays in float where int8 is slower or too far off.",
            "With labelled Parquet layers are tried on its first rows, and the model is judged on all of them before and after."
        },
        footer = {
            "",
            "Example:",
            "  arclight quantize --model fashion/model --output fashion/model-int8",
            "  arclight quantize --model fashion/model --output fashion/model-int8 --example batch.npy --deterministic",
            "  arclight quantize --model fashion/model --output fashion/model-int8 --data fashion/test.parquet"
                    + " --max-metric-loss 0.002 --json report.json"
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
            names = {"-d", "--data"},
            paramLabel = "PATH",
            description = "Labelled Parquet to judge the model on, before and after.")
    private Optional<String> data = Optional.empty();

    @Option(
            names = "--features-col",
            paramLabel = "COLUMN",
            defaultValue = "image",
            description = "Of the data: the column that the model reads; default: ${DEFAULT-VALUE}.")
    private String featuresCol = "";

    @Option(
            names = "--label-col",
            paramLabel = "COLUMN",
            defaultValue = "label",
            description = "Of the data: the column of the true answers; default: ${DEFAULT-VALUE}.")
    private String labelCol = "";

    @Option(
            names = "--metric",
            paramLabel = "NAME",
            defaultValue = "accuracy",
            description = "What to judge by: accuracy, or mse, mae or r2 of one output; default: ${DEFAULT-VALUE}.")
    private String metric = "";

    @Option(
            names = "--max-metric-loss",
            paramLabel = "X",
            description = "By how much the metric may become worse; layers go back to float until it does not.")
    private Optional<Double> maxMetricLoss = Optional.empty();

    @Option(names = "--json", paramLabel = "FILE", description = "Write what the data showed to this file, too.")
    private Optional<Path> json = Optional.empty();

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
        json.ifPresent(TextFile::requireWritable);
        try (SparkHandle handle = spark.open("quantize", data.isPresent() ? "local[*]" : "local[1]")) {
            ModelStore models = new ModelStore(handle.session());
            if (data.isPresent()) {
                judged(handle.session(), models, data.get());
                return 0;
            }
            requireNoneOfTheDataSOptions();
            Path file = example;
            Tensor inputs = file == null ? null : Npy.load(file);
            Quantization done = Quantization.run(models, model, output, overwrite, options(), inputs);
            Console.of(command).print(done.report().toString());
            print(done, models);
        }
        return 0;
    }

    private void requireNoneOfTheDataSOptions() {
        if (json.isPresent() || maxMetricLoss.isPresent()) {
            throw new JobException("--json and --max-metric-loss say something of --data; name it, too");
        }
    }

    private void judged(SparkSession session, ModelStore models, String path) {
        if (example != null) {
            throw new JobException("--example and --data are both there; layers are tried on one of them");
        }
        ValidationMetric judge = ValidationMetric.of(metric)
                .orElseThrow(() -> new JobException("--metric is '" + metric + "', expected accuracy, mse, mae or r2"));
        models.requireFree(output, overwrite, model, path);
        QuantizeModel quantization = QuantizeModel.of(model)
                .featuresCol(featuresCol)
                .labelCol(labelCol)
                .metric(judge)
                .options(options());
        if (maxMetricLoss.isPresent()) {
            if (!(maxMetricLoss.get() >= 0)) {
                throw new JobException("--max-metric-loss is " + maxMetricLoss.get() + ", expected a number from 0");
            }
            quantization = quantization.maxMetricLoss(maxMetricLoss.get());
        }
        QuantizedModel done = quantization.run(ParquetInput.read(session, path, featuresCol, labelCol));
        models.save(done.module(), done.signature(), output, overwrite);
        Console console = Console.of(command);
        console.print(done.report().toString());
        console.print(String.format(
                Locale.ROOT,
                "%s on %s rows: %.5f, before %.5f",
                judge.label(),
                Format.count(done.rows()),
                done.after(),
                done.before()));
        print(new Quantization(models.size(model), models.size(output), done.report()), models);
        json.ifPresent(file -> TextFile.write(file, done.json()));
    }

    private void print(Quantization done, ModelStore models) {
        Console.of(command)
                .print(String.format(
                        Locale.ROOT,
                        "%s: %s, before %s (%.2f times smaller)",
                        models.shown(output),
                        Format.bytes(done.bytesAfter()),
                        Format.bytes(done.bytesBefore()),
                        done.timesSmaller()));
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
