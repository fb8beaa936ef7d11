package dev.arclight.jobs.score;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.OutputFolder;
import dev.arclight.jobs.session.ParquetInput;
import dev.arclight.jobs.session.TaskProgress;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Parquet in, Parquet with a column of predictions out, by one SQL statement.
 *
 * @param rows how many rows were scored
 * @param nanos how long reading, scoring and writing took
 * @param statement the SQL
 * @param folder where the result is
 */
public record Scoring(long rows, long nanos, String statement, String folder) {
    /** The name of the column that is added. */
    public static final String PREDICTION = "prediction";

    private static final String VIEW = "arclight_score_input";

    /**
     * What is to be done.
     *
     * @param model the model's folder
     * @param input the Parquet to score
     * @param output the folder to write
     * @param featuresCol the column that the model reads
     * @param result what the predictions are
     * @param keepFeatures whether the output has the features, too
     * @param overwrite whether to replace the output folder
     */
    public record Request(
            String model,
            String input,
            String output,
            String featuresCol,
            ScoreResult result,
            boolean keepFeatures,
            boolean overwrite) {}

    /** Scores all rows. */
    public static Scoring run(SparkSession spark, Request request, Console console) {
        OutputFolder folder =
                OutputFolder.of(request.output(), spark.sparkContext().hadoopConfiguration());
        folder.requireFree(request.overwrite());
        new ModelStore(spark).requireScoring(request.model());
        Dataset<Row> rows = ParquetInput.read(spark, request.input(), request.featuresCol());
        if (Arrays.asList(rows.columns()).contains(PREDICTION)) {
            throw new JobException(request.input() + " has a column '" + PREDICTION
                    + "' already, and so has the output; rename it first");
        }
        rows.createOrReplaceTempView(VIEW);
        String statement = statement(request, rows.columns());
        long start = System.nanoTime();
        try {
            Dataset<Row> scored = spark.sql(statement);
            folder.write(temporary -> TaskProgress.during(
                    spark,
                    console,
                    "score",
                    () -> scored.write().mode(SaveMode.Overwrite).parquet(temporary.toString())));
        } finally {
            spark.catalog().dropTempView(VIEW);
        }
        long nanos = System.nanoTime() - start;
        // Parquet's footers hold the count; nothing is scored again.
        long count = spark.read().parquet(folder.path().toString()).count();
        return new Scoring(count, nanos, statement, folder.shown());
    }

    private static String statement(Request request, String[] columns) {
        String kept = Arrays.stream(columns)
                .filter(column -> request.keepFeatures() || !column.equals(request.featuresCol()))
                .map(column -> identifier(column) + ", ")
                .collect(Collectors.joining());
        return "SELECT " + kept + request.result().function() + "(" + literal(request.model()) + ", "
                + identifier(request.featuresCol()) + ") AS " + PREDICTION + " FROM " + VIEW;
    }

    private static String identifier(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** How many rows a second, reading and writing included. */
    public String rate() {
        return Format.rate(rows, nanos);
    }
}
