package dev.arclight.jobs.score;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code arclight score}. */
@Command(
        name = "score",
        description = "Add a column of predictions to Parquet, by SQL: the model runs in batches inside Spark's plan.",
        footer = {
            "",
            "Example:",
            "  arclight score --model fashion/model --input fashion/test.parquet --output fashion/scored",
            "  arclight score -m fashion/model -i fashion/test.parquet -o scored --result probabilities"
        })
public final class ScoreCommand implements Callable<Integer> {
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
            names = {"-o", "--output"},
            paramLabel = "FOLDER",
            required = true,
            description = "The folder to write: all columns but the features, and the column prediction.")
    private String output = "";

    @Option(
            names = "--features-col",
            paramLabel = "COLUMN",
            defaultValue = "image",
            description = "The column that the model reads; default: ${DEFAULT-VALUE}.")
    private String featuresCol = "";

    @Option(
            names = "--result",
            paramLabel = "KIND",
            defaultValue = "CLASS",
            description =
                    "What the predictions are: ${COMPLETION-CANDIDATES} (the likeliest class, the model's outputs, their"
                            + " softmax); default: ${DEFAULT-VALUE}.")
    private ScoreResult result = ScoreResult.CLASS;

    @Option(names = "--keep-features", description = "Write the features, too.")
    private boolean keepFeatures;

    @Option(names = "--overwrite", description = "Replace the output folder if there is one.")
    private boolean overwrite;

    @Override
    public Integer call() {
        Console console = Console.of(command);
        try (SparkHandle handle = spark.open("score", "local[*]")) {
            Scoring done = Scoring.run(
                    handle.session(),
                    new Scoring.Request(model, input, output, featuresCol, result, keepFeatures, overwrite),
                    console);
            console.print(done.folder() + ": " + Format.count(done.rows()) + " rows in " + Format.seconds(done.nanos())
                    + " (" + done.rate() + ")");
        }
        return 0;
    }
}
