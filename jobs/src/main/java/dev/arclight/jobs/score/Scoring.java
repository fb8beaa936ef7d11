package dev.arclight.jobs.score;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.OutputFolder;
import dev.arclight.jobs.session.ParquetInput;
import dev.arclight.jobs.session.TaskProgress;
import dev.arclight.spark.data.Columns;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Observation;
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
    private static final String ROWS = "rows";

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
        folder.requireFree(request.overwrite(), request.input(), request.model());
        new ModelStore(spark).requireScoring(request.model());
        Dataset<Row> rows = ParquetInput.read(spark, request.input(), request.featuresCol());
        if (Columns.find(rows.schema(), PREDICTION).isPresent()) {
            throw new JobException(request.input() + " has a column '" + PREDICTION
                    + "' already, and so has the output; rename it first");
        }
        rows.createOrReplaceTempView(VIEW);
        String statement = statement(request, rows.columns());
        long start = System.nanoTime();
        Observation written = new Observation();
        try {
            Dataset<Row> scored =
                    spark.sql(statement).observe(written, count(lit(1)).as(ROWS));
            folder.write(temporary -> TaskProgress.during(
                    spark,
                    console,
                    "score",
                    () -> scored.write().mode(SaveMode.Overwrite).parquet(temporary.toString())));
        } finally {
            spark.catalog().dropTempView(VIEW);
        }
        long nanos = System.nanoTime() - start;
        return new Scoring(rows(written), nanos, statement, folder.shown());
    }

    /** Counted on the way: reading what was written would be a second pass. */
    private static long rows(Observation written) {
        try {
            return written.getAsJava().get(ROWS) instanceof Long rows ? rows : 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JobException("interrupted before all rows were counted", e);
        }
    }

    private static String statement(Request request, String[] columns) {
        String kept = Arrays.stream(columns)
                .filter(column -> request.keepFeatures() || !Columns.same(column, request.featuresCol()))
                .map(column -> Columns.quoted(column) + ", ")
                .collect(Collectors.joining());
        return "SELECT " + kept + request.result().function() + "(" + literal(request.model()) + ", "
                + Columns.quoted(request.featuresCol()) + ") AS " + PREDICTION + " FROM " + VIEW;
    }

    private static String literal(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** How many rows a second, reading and writing included. */
    public String rate() {
        return Format.rate(rows, nanos);
    }
}
