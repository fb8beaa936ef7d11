package dev.arclight.jobs.demo;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.console.Json;
import dev.arclight.jobs.console.Table;
import dev.arclight.jobs.evaluate.Evaluation;
import dev.arclight.jobs.prepare.FashionMnist;
import dev.arclight.jobs.prepare.FashionMnist.Split;
import dev.arclight.jobs.prepare.ImageForm;
import dev.arclight.jobs.prepare.Preparation;
import dev.arclight.jobs.quantize.Quantization;
import dev.arclight.jobs.score.ScoreResult;
import dev.arclight.jobs.score.Scoring;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.OutputFolder;
import dev.arclight.jobs.session.TextFile;
import dev.arclight.jobs.train.Training;
import dev.arclight.jobs.train.TrainingOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** The stages of {@code arclight demo}, each what the command of its name does. */
final class Demo {
    private static final String DATA = "data to Parquet";
    private static final String TRAIN = "train";
    private static final String EVALUATE = "evaluate float32";
    private static final String QUANTIZE = "quantize";
    private static final String EVALUATE_INT8 = "evaluate int8";
    private static final String SCORE = "score through SQL";
    private static final int STAGES = 6;

    private static final String TABLES = "data";
    private static final String MODEL = "model";
    private static final String MODEL_INT8 = "model-int8";
    private static final String SCORED = "scored.parquet";
    private static final String REPORT = "report.json";
    private static final List<String> RESULTS = List.of(TABLES, MODEL, MODEL_INT8, SCORED, REPORT);

    /** The file that tells a demo's folder from others. */
    private static final String MARK = ".arclight-demo";

    /** One for each core. */
    private static final int PARTITIONS = 2;

    private final SparkSession spark;
    private final Console console;
    private final Path output;
    private final TrainingOptions options;
    private final ModelStore models;

    Demo(SparkSession spark, Console console, Path output, TrainingOptions options) {
        this.spark = spark;
        this.console = console;
        this.output = output;
        this.options = options;
        this.models = new ModelStore(spark);
    }

    /**
     * Runs all stages and prints the table.
     *
     * @param data the folder of the IDX files, if the user named one
     * @param startNanos when the command began
     */
    void run(Optional<Path> data, long startNanos) {
        mark();
        String model = output.resolve(MODEL).toString();
        String int8 = output.resolve(MODEL_INT8).toString();
        String scored = output.resolve(SCORED).toString();

        Stages stages = new Stages(console, STAGES);
        Map<Split, String> tables = stages.run(
                DATA,
                () -> new Preparation(output.resolve(TABLES).toString(), ImageForm.BINARY, PARTITIONS, true)
                        .run(spark, FashionMnist.find(data, console), console));
        String train = Objects.requireNonNull(tables.get(Split.TRAIN));
        String test = Objects.requireNonNull(tables.get(Split.TEST));
        Training training = stages.run(TRAIN, () -> {
            Training done = Training.run(spark, train, Preparation.IMAGE, Preparation.LABEL, options, console);
            models.save(done.model().module(), done.model().signature(), model, true);
            return done;
        });
        Evaluation evaluation = stages.run(EVALUATE, () -> evaluate(model, test));
        Quantization quantization = stages.run(QUANTIZE, () -> Quantization.run(models, model, int8, true));
        Evaluation evaluationInt8 = stages.run(EVALUATE_INT8, () -> evaluate(int8, test));
        Scoring scoring = stages.run(
                SCORE,
                () -> Scoring.run(
                        spark,
                        new Scoring.Request(int8, train, scored, Preparation.IMAGE, ScoreResult.CLASS, false, true),
                        console));

        Table table = new Table("stage", "time", "images/s", "accuracy", "size");
        table.row(DATA, stages.time(DATA));
        table.row(TRAIN, stages.time(TRAIN), rate(training.examples(), training.learningNanos()));
        table.row(
                EVALUATE,
                stages.time(EVALUATE),
                rate(evaluation.matrix().total(), evaluation.nanos()),
                Format.percent(evaluation.matrix().accuracy()),
                Format.bytes(quantization.bytesBefore()));
        table.row(QUANTIZE, stages.time(QUANTIZE));
        table.row(
                EVALUATE_INT8,
                stages.time(EVALUATE_INT8),
                rate(evaluationInt8.matrix().total(), evaluationInt8.nanos()),
                Format.percent(evaluationInt8.matrix().accuracy()),
                Format.bytes(quantization.bytesAfter()));
        table.row(SCORE, stages.time(SCORE), rate(scoring.rows(), scoring.nanos()));
        long total = System.nanoTime() - startNanos;
        table.row("all, with Spark's start", Format.seconds(total));
        console.print("");
        table.lines().forEach(console::print);

        Map<String, Object> report = new LinkedHashMap<>();
        report.put("seconds", total / 1e9);
        report.put("trainImagesPerSecond", Format.perSecond(training.examples(), training.learningNanos()));
        report.put("float32", evaluation.report(model, test));
        report.put("int8", evaluationInt8.report(int8, test));
        report.put("float32Bytes", quantization.bytesBefore());
        report.put("int8Bytes", quantization.bytesAfter());
        report.put("scoredImagesPerSecond", Format.perSecond(scoring.rows(), scoring.nanos()));
        Path reportFile = output.resolve(REPORT);
        TextFile.write(reportFile, Json.write(report));

        console.print("");
        console.print("SQL:     " + scoring.statement());
        console.print("images:  " + shown(train) + ", " + shown(test));
        console.print("models:  " + model + ", " + int8);
        console.print("scored:  " + scoring.folder());
        console.print("report:  " + reportFile);
    }

    /**
     * Says beside the results whose they are.
     *
     * @throws JobException if the folder holds something of their names that no demo wrote
     */
    private void mark() {
        Path mark = output.resolve(MARK);
        if (!Files.exists(mark)) {
            for (String name : RESULTS) {
                if (Files.exists(output.resolve(name))) {
                    throw new JobException(output.resolve(name)
                            + " is there and no demo wrote it; choose another folder with --output");
                }
            }
        }
        TextFile.write(mark, "The demo of Arclight wrote " + String.join(", ", RESULTS) + " and may replace them.\n");
    }

    private static String shown(String path) {
        return OutputFolder.shown(new org.apache.hadoop.fs.Path(path));
    }

    private Evaluation evaluate(String model, String test) {
        return Evaluation.of(spark, model, test, Preparation.IMAGE, Preparation.LABEL, console);
    }

    private static String rate(long count, long nanos) {
        return Format.count(Math.round(Format.perSecond(count, nanos)));
    }
}
