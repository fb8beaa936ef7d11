package dev.arclight.spark.sql;

import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.tokens.SharedEmbedder;
import dev.arclight.spark.version.SparkApi;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal$;

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
            children.add(SparkApi.expression(feature));
        }
        return SparkApi.column(new ModelCall(form, model, Scala.seq(children)));
    }

    /**
     * The vectors of texts, {@code array<float>}; null where a text is null.
     *
     * @param dataset whose session is to plan the column
     * @param settings instead of those that the embedder's folder has
     */
    public static Column embed(Dataset<?> dataset, SharedEmbedder embedder, EmbeddingSettings settings, Column text) {
        ArclightExtensions.enable(dataset.sparkSession());
        return SparkApi.column(new EmbedCall(
                embedder,
                settings,
                Scala.seq(List.of(Literal$.MODULE$.apply(embedder.location()), SparkApi.expression(text)))));
    }
}
