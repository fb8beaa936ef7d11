package dev.arclight.spark.sql;

import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.classic.ExpressionUtils;

/**
 * Scores of a model as columns, for code that has the model at hand; evaluated in batches, as the SQL functions are. The
 * session need not have been started with {@link ArclightExtensions}.
 *
 * <pre>{@code
 * Column scores = ModelColumns.score(images, model, ScoreForm.SCORES, images.col("pixels"));
 * Dataset<Row> scored = images.withColumn("scores", scores);
 * }</pre>
 */
public final class ModelColumns {
    private ModelColumns() {}

    /**
     * The results of a model for each row; columns of one model and the same features share one pass through it.
     *
     * @param dataset whose session is to plan the column
     * @return {@code array<float>}, {@code double} for the scores of a model with one output, {@code int} for a class; null
     *     where a feature is null, and as the class of a row with an output that is NaN
     */
    public static Column score(Dataset<?> dataset, ScoringModel model, ScoreForm form, Column... features) {
        ArclightExtensions.enable(dataset.sparkSession());
        List<Expression> children = new ArrayList<>();
        children.add(Literal$.MODULE$.apply(model.location()));
        for (Column feature : features) {
            children.add(ExpressionUtils.expression(feature));
        }
        return ExpressionUtils.column(new ModelCall(form, model, Scala.seq(children)));
    }
}
