package dev.arclight.jobs.tokenize;

import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.EngineOptions;
import dev.arclight.jobs.session.OutputFolder;
import dev.arclight.jobs.session.ParquetInput;
import dev.arclight.jobs.session.Positive;
import dev.arclight.jobs.session.SparkHandle;
import dev.arclight.jobs.session.SparkOptions;
import dev.arclight.jobs.session.TaskProgress;
import dev.arclight.spark.text.TokenizerTransformer;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code arclight tokenize}. */
@Command(
        name = "tokenize",
        description = "Add the ids of a text column's tokens to Parquet: the column input_ids, and with padding"
                + " attention_mask.",
        footer = {
            "",
            "Example:",
            "  arclight tokenize --tokenizer bert/tokenizer.json --input reviews.parquet --output reviews-ids",
            "  arclight tokenize --engine beam --runner FlinkRunner -t bert -i reviews.parquet -o ids --max-length 128"
        })
public final class TokenizeCommand implements Callable<Integer> {
    private static final String IDS = "input_ids";
    private static final String MASK = "attention_mask";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    @Mixin
    private final SparkOptions spark = new SparkOptions();

    @Mixin
    private final EngineOptions engine = new EngineOptions();

    @Option(
            names = {"-t", "--tokenizer"},
            paramLabel = "PATH",
            required = true,
            description = "The tokenizer.json, or a folder that holds one.")
    private String tokenizer = "";

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
            description = "The folder to write: all columns, and those of the ids.")
    private String output = "";

    @Option(
            names = "--text-col",
            paramLabel = "COLUMN",
            defaultValue = "text",
            description = "The column of texts; default: ${DEFAULT-VALUE}.")
    private String textCol = "";

    @Option(
            names = "--max-length",
            paramLabel = "TOKENS",
            converter = Positive.class,
            description = "Where texts are cut off, marks such as [CLS] included; default: where the tokenizer says.")
    private Optional<Integer> maxLength = Optional.empty();

    @Option(names = "--pad", description = "Fill shorter texts up to --max-length.")
    private boolean pads;

    @Option(names = "--overwrite", description = "Replace the output folder if there is one.")
    private boolean overwrite;

    /** What is to be done; a length of 0 is the tokenizer's own. */
    record Request(String tokenizer, String input, String textCol, int maxLength, boolean pads) {}

    @Override
    public Integer call() {
        Console console = Console.of(command);
        if (pads && maxLength.isEmpty()) {
            throw new ParameterException(command.commandLine(), "--pad fills up to --max-length; give that, too");
        }
        Request request = new Request(tokenizer, input, textCol, maxLength.orElse(0), pads);
        long start = System.nanoTime();
        String shown = engine.isBeam() ? onBeam(request) : onSpark(request, console);
        console.print(shown + ": tokenized in " + Format.seconds(System.nanoTime() - start));
        return 0;
    }

    private String onBeam(Request request) {
        OutputFolder folder = OutputFolder.of(output, new Configuration());
        folder.requireFree(overwrite, input, tokenizer);
        BeamTokenizing.run(engine, request, folder);
        return folder.shown();
    }

    private String onSpark(Request request, Console console) {
        try (SparkHandle handle = spark.open("tokenize", "local[*]")) {
            OutputFolder folder =
                    OutputFolder.of(output, handle.session().sparkContext().hadoopConfiguration());
            folder.requireFree(overwrite, input, tokenizer);
            TokenizerTransformer tokenize = new TokenizerTransformer()
                    .setTokenizer(request.tokenizer())
                    .setInputCol(request.textCol())
                    .setOutputCol(IDS)
                    .setMaxLength(request.maxLength());
            if (request.pads()) {
                tokenize.setPadding(TokenizerTransformer.MAX_LENGTH).setAttentionMaskCol(MASK);
            }
            Dataset<Row> rows = ParquetInput.read(handle.session(), request.input(), request.textCol());
            Dataset<Row> done = tokenize.transform(rows);
            folder.write(temporary -> TaskProgress.during(
                    handle.session(),
                    console,
                    "tokenize",
                    () -> done.write().mode(SaveMode.Overwrite).parquet(temporary.toString())));
            return folder.shown();
        }
    }
}
