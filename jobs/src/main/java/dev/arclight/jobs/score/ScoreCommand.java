package dev.arclight.jobs.score;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.EngineOptions;
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
        description =
                "Add a column of predictions to Parquet: the model runs in batches inside Spark's plan, or in a pipeline"
                        + " of Beam.",
        footer = {
            "",
            "Example:",
            "  arclight score --model fashion/model --input fashion/test.parquet --output fashion/scored",
            "  arclight score -m fashion/model -i fashion/test.parquet -o scored --result probabilities",
            "  arclight score --engine beam --runner FlinkRunner -m fashion/model -i fashion/test.parquet -o scored"
        })
public final class ScoreCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

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
        Scoring.Request request =
                new Scoring.Request(model, input, output, featuresCol, result, keepFeatures, overwrite);
        Scoring done = engine.isBeam() ? BeamScoring.run(engine, request, console) : onSpark(request, console);
        console.print(done.folder() + ": " + Format.count(done.rows()) + " rows in " + Format.seconds(done.nanos())
                + " (" + done.rate() + ")");
        return 0;
    }

    private Scoring onSpark(Scoring.Request request, Console console) {
        try (SparkHandle handle = spark.open("score", "local[*]")) {
            return Scoring.run(handle.session(), request, console);
        }
    }
}
