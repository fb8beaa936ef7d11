package dev.arclight.spark.quantize;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pow;
import static org.apache.spark.sql.functions.var_pop;
import static org.apache.spark.sql.functions.when;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.sql.ModelColumns;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A metric of models on one dataset, in one pass over it for each call. Only sums travel to the driver. */
final class Scores {
    private static final String LABEL = "label";
    private static final String ANSWER = "answer";

    /** Of aggregates: where those of the first model begin. */
    private static final int FIRST = 3;

    /** The metric of both models over so many rows. */
    record Pair(long rows, double before, double after) {}

    private final Dataset<?> dataset;
    private final String featuresCol;
    private final String labelCol;
    private final ValidationMetric metric;

    Scores(Dataset<?> dataset, String featuresCol, String labelCol, ValidationMetric metric) {
        Columns.require(dataset.schema(), labelCol);
        this.dataset = dataset;
        this.featuresCol = featuresCol;
        this.labelCol = labelCol;
        this.metric = metric;
    }

    /**
     * Judges both models.
     *
     * @throws ArclightException if there are no rows, the metric does not judge what the models give, or is no finite number for
     *     the first of them
     */
    Pair of(ScoringModel before, ScoringModel after) {
        Row row = aggregated(List.of(before, after));
        long rows = row.getLong(0);
        if (rows == 0) {
            throw new ArclightException("the validation dataset has no rows; check the path and the filters");
        }
        requireAll(labelCol, rows, row.getLong(1), "null and so no true answer");
        requireAll(featuresCol, rows, row.getLong(FIRST), "null, or the model's outputs for it are NaN");
        double variance = number(row, 2);
        if (metric == ValidationMetric.R2 && variance == 0) {
            throw new ArclightException("column '" + labelCol + "' holds the same number in all " + rows
                    + " rows, so r2 judges nothing; choose mse or mae, or give rows with different answers");
        }
        double judged = metric(row, FIRST, variance);
        if (!Double.isFinite(judged)) {
            throw new ArclightException(metric.label() + " of model '" + before.location() + "' is " + judged
                    + " before anything is int8; look for NaN and infinities in column '" + labelCol
                    + "' and in what the model gives");
        }
        return new Pair(rows, judged, metric(row, FIRST + 2, variance));
    }

    /** Judges one more model on the same rows. */
    double of(ScoringModel after) {
        Row row = aggregated(List.of(after));
        return metric(row, FIRST, number(row, 2));
    }

    /** Rows, labels and their variance; from {@link #FIRST} the answers of each model, and what its metric is made of. */
    private Row aggregated(List<ScoringModel> models) {
        Column features = Columns.of(dataset, featuresCol);
        List<Column> columns = new ArrayList<>();
        columns.add(Columns.of(dataset, labelCol).cast("double").as(LABEL));
        for (ScoringModel model : models) {
            columns.add(ModelColumns.score(dataset, model, form(model), features)
                    .cast("double")
                    .as(ANSWER + (columns.size() - 1)));
        }
        Dataset<Row> scored = dataset.select(columns.toArray(Column[]::new));
        Column label = scored.col(LABEL);
        List<Column> sums = new ArrayList<>(List.of(count(label), var_pop(label)));
        for (int i = 0; i < models.size(); i++) {
            Column answer = scored.col(ANSWER + i);
            sums.add(count(answer));
            sums.add(part(label, answer));
        }
        return scored.agg(count(lit(1)), sums.toArray(Column[]::new)).first();
    }

    private ScoreForm form(ScoringModel model) {
        boolean one = model.outputWidth() == 1;
        if (one == (metric == ValidationMetric.ACCURACY)) {
            throw new ArclightException("model '" + model.location() + "' gives " + model.outputWidth()
                    + " values a row, which " + metric.label() + " does not judge; choose "
                    + (one ? "mse, mae or r2" : "accuracy"));
        }
        return one ? ScoreForm.SCORES : ScoreForm.CLASS;
    }

    private static void requireAll(String column, long rows, long present, String what) {
        if (present < rows) {
            throw new DataException(
                    column, "in " + (rows - present) + " of " + rows + " rows it is " + what + "; drop or mend them");
        }
    }

    private Column part(Column label, Column answer) {
        return switch (metric) {
            case ACCURACY -> avg(when(answer.equalTo(label), 1.0).otherwise(0.0));
            case MSE, R2 -> avg(pow(answer.minus(label), lit(2)));
            case MAE -> avg(abs(answer.minus(label)));
        };
    }

    /** NaN where a model has no answer to some row: a mean would leave such rows out, and they are its worst. */
    private double metric(Row row, int at, double variance) {
        double part = number(row, at + 1);
        return switch (metric) {
            case ACCURACY -> part;
            case MSE, MAE -> row.getLong(at) < row.getLong(0) ? Double.NaN : part;
            case R2 -> row.getLong(at) < row.getLong(0) ? Double.NaN : 1 - part / variance;
        };
    }

    private static double number(Row row, int at) {
        return row.isNullAt(at) ? Double.NaN : row.getDouble(at);
    }
}
