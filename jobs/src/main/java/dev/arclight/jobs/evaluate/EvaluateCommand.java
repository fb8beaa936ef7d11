package dev.arclight.jobs.evaluate;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.console.Json;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import dev.arclight.jobs.session.TextFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arclight evaluate}. */
@Command(
        name = "evaluate",
        description =
                "Say how well a model does on labelled Parquet: accuracy, a line for each class, who is taken for whom.",
        footer = {
            "",
            "Example:",
            "  arclight evaluate --model fashion/model --input fashion/test.parquet --json report.json"
        })
public final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Option(
            names = {"-m", "--model"},
            paramLabel = "FOLDER",
            required = true,
            description = "The model's folder.")
    private String model = "";

    @Option(
            names = {"-i", "--input"},
            paramLabel = "PATH",
            required = true,
            description = "The Parquet file or folder.")
    private String input = "";

    @Option(
            names = "--features-col",
            paramLabel = "COLUMN",
            defaultValue = "image",
            description = "The column that the model reads; default: ${DEFAULT-VALUE}.")
    private String featuresCol = "";

    @Option(
            names = "--label-col",
            paramLabel = "COLUMN",
            defaultValue = "label",
            description = "The column of the true classes; default: ${DEFAULT-VALUE}.")
    private String labelCol = "";

    @Option(
            names = "--class-names",
            paramLabel = "NAME",
            split = ",",
            description = "What the classes are called, in order and separated by commas.")
    private List<String> classNames = List.of();

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures to this file, too.")
    private Optional<Path> json = Optional.empty();

    @Override
    public Integer call() {
        Console console = Console.of(command);
        json.ifPresent(TextFile::requireWritable);
        try (SparkHandle handle = spark.open("evaluate", "local[*]")) {
            Evaluation evaluation = Evaluation.of(handle.session(), model, input, featuresCol, labelCol, console);
            print(evaluation, console);
            json.ifPresent(file -> TextFile.write(file, Json.write(evaluation.report(model, input))));
        }
        return 0;
    }

    private void print(Evaluation evaluation, Console console) {
        ConfusionMatrix matrix = evaluation.matrix();
        console.print("accuracy " + Format.percent(matrix.accuracy()) + " (" + Format.count(matrix.correct()) + " of "
                + Format.count(matrix.total()) + "), " + Format.rate(matrix.total(), evaluation.nanos()));
        console.print("");
        matrix.byClass(classNames).lines().forEach(console::print);
        console.print("");
        matrix.asTable(classNames).lines().forEach(console::print);
    }
}
