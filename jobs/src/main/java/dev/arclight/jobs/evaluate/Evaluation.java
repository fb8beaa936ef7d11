package dev.arclight.jobs.evaluate;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.lit;

import dev.arclight.jobs.JobException;
import dev.arclight.jobs.console.Console;
import dev.arclight.jobs.console.Format;
import dev.arclight.jobs.session.ModelStore;
import dev.arclight.jobs.session.ParquetInput;
import dev.arclight.jobs.session.TaskProgress;
import dev.arclight.spark.data.Columns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * How well a model does on labelled Parquet.
 *
 * @param matrix the counts of all pairs of true and predicted class
 * @param nanos how long reading and scoring took
 */
public record Evaluation(ConfusionMatrix matrix, long nanos) {
    private static final String PREDICTION = "prediction";

    /** Bounds the memory of the matrix: labels beyond are a mistake, such as another column. */
    private static final int MAX_CLASSES = 10_000;

    /**
     * Scores the rows inside Spark's plan and counts there too: only the counts travel.
     *
     * @param model the model's folder
     * @throws JobException if a column is missing, a feature or label is null or a label is no class
     */
    public static Evaluation of(
            SparkSession spark, String model, String input, String featuresCol, String labelCol, Console console) {
        new ModelStore(spark).requireScoring(model);
        Dataset<Row> rows = ParquetInput.read(spark, input, featuresCol, labelCol);
        ParquetInput.requireIntegers(rows, labelCol);
        Dataset<Row> counts = rows.select(
                        Columns.of(rows, labelCol).cast("long").as("label"),
                        call_function("arclight_classify", lit(model), Columns.of(rows, featuresCol))
                                .as(PREDICTION))
                .groupBy("label", PREDICTION)
                .count();
        long start = System.nanoTime();
        List<Row> collected = TaskProgress.during(spark, console, "evaluate", counts::collectAsList);
        long nanos = System.nanoTime() - start;
        ConfusionMatrix matrix = new ConfusionMatrix();
        for (Row row : collected) {
            long count = row.getLong(2);
            if (row.isNullAt(0)) {
                throw new JobException(input + ": column '" + labelCol + "' is null in " + Format.count(count)
                        + " rows; remove or fill them before you evaluate");
            }
            if (row.isNullAt(1)) {
                throw new JobException(input + ": " + Format.count(count) + " rows of label " + row.getLong(0)
                        + " get no class, since column '" + featuresCol
                        + "' is null or the model's outputs are NaN; remove"
                        + " or fill them before you evaluate");
            }
            long label = row.getLong(0);
            if (label < 0 || label >= MAX_CLASSES) {
                throw new JobException(input + ": column '" + labelCol + "' holds " + label
                        + ", expected class numbers from 0 to " + (MAX_CLASSES - 1));
            }
            matrix.add((int) label, row.getInt(1), count);
        }
        if (matrix.total() == 0) {
            throw new JobException(input + " holds no rows; there is nothing to evaluate");
        }
        return new Evaluation(matrix, nanos);
    }

    /** Rows a second, reading included. */
    public double rowsPerSecond() {
        return Format.perSecond(matrix.total(), nanos);
    }

    /** All figures, for JSON. */
    public Map<String, Object> report(String model, String input) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model", model);
        report.put("input", input);
        report.put("examples", matrix.total());
        report.put("correct", matrix.correct());
        report.put("accuracy", matrix.accuracy());
        report.put("rowsPerSecond", rowsPerSecond());
        List<Map<String, Object>> classes = new ArrayList<>();
        for (int label = 0; label < matrix.classes(); label++) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("label", label);
            figures.put("examples", matrix.support(label));
            figures.put("precision", matrix.precision(label));
            figures.put("recall", matrix.recall(label));
            figures.put("f1", matrix.f1(label));
            classes.add(figures);
        }
        report.put("classes", classes);
        report.put("confusion", matrix.rows());
        return report;
    }
}
