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
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A metric of two models on one dataset, in one pass over it. Only sums travel to the driver. */
final class Scores {
    private static final String LABEL = "label";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";

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

    Pair of(ScoringModel before, ScoringModel after) {
        boolean one = before.outputWidth() == 1;
        if (one == (metric == ValidationMetric.ACCURACY)) {
            throw new ArclightException("model '" + before.location() + "' gives " + before.outputWidth()
                    + " values a row, which " + metric.label() + " does not judge; choose "
                    + (one ? "mse, mae or r2" : "accuracy"));
        }
        ScoreForm form = one ? ScoreForm.SCORES : ScoreForm.CLASS;
        Column features = Columns.of(dataset, featuresCol);
        Dataset<Row> scored = dataset.select(
                Columns.of(dataset, labelCol).cast("double").as(LABEL),
                ModelColumns.score(dataset, before, form, features)
                        .cast("double")
                        .as(BEFORE),
                ModelColumns.score(dataset, after, form, features)
                        .cast("double")
                        .as(AFTER));
        Row row = scored.agg(
                        count(lit(1)),
                        count(scored.col(LABEL)),
                        count(scored.col(BEFORE)),
                        metric(scored, BEFORE),
                        metric(scored, AFTER))
                .first();
        long rows = row.getLong(0);
        if (rows == 0) {
            throw new ArclightException("the validation dataset has no rows; check the path and the filters");
        }
        requireAll(labelCol, rows, row.getLong(1), "null and so no true answer");
        requireAll(featuresCol, rows, row.getLong(2), "null, or the model's outputs for it are NaN");
        return new Pair(rows, row.getDouble(3), row.isNullAt(4) ? Double.NaN : row.getDouble(4));
    }

    private static void requireAll(String column, long rows, long present, String what) {
        if (present < rows) {
            throw new DataException(
                    column, "in " + (rows - present) + " of " + rows + " rows it is " + what + "; drop or mend them");
        }
    }

    private Column metric(Dataset<Row> scored, String column) {
        Column label = scored.col(LABEL);
        Column answer = scored.col(column);
        Column squares = avg(pow(answer.minus(label), lit(2)));
        return switch (metric) {
            case ACCURACY -> avg(when(answer.equalTo(label), 1.0).otherwise(0.0));
            case MSE -> squares;
            case MAE -> avg(abs(answer.minus(label)));
            case R2 -> lit(1).minus(squares.divide(var_pop(label)));
        };
    }
}
