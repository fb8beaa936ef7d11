package dev.arclight.spark.sql;

import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.data.FeatureReader;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.score.BatchScorer;
import dev.arclight.spark.score.ModelCache;
import dev.arclight.spark.score.ModelFiles;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.jspecify.annotations.Nullable;

/** What tasks need to know of the calls that share a model and features, and so one pass through the model. */
final class PredictGroup implements CallGroup {
    private static final long serialVersionUID = 1L;

    private final Broadcast<ModelFiles> files;
    private final List<FeatureColumn> columns;
    private final int[] inputShape;
    private final int outputWidth;
    private final List<Output> outputs;

    /**
     * Sends the model to the executors.
     *
     * @param columns where the features lie in a task's input
     * @param outputs one for each call
     */
    PredictGroup(ScoringModel model, SparkContext context, List<FeatureColumn> columns, List<Output> outputs) {
        this.files = model.broadcast(context);
        this.columns = List.copyOf(columns);
        this.inputShape = model.inputShape();
        this.outputWidth = model.outputWidth();
        this.outputs = List.copyOf(outputs);
    }

    @Override
    public CallSession open(int batchRows, RowPosition position) {
        return new PredictSession(this, batchRows, position);
    }

    List<Output> outputs() {
        return outputs;
    }

    /**
     * One call's result.
     *
     * @param field its place among the node's results
     */
    record Output(int field, ScoreForm form, int outputWidth) implements Serializable {

        /** A row's result as Catalyst holds it; null for the class of a row that has none. */
        @Nullable
        Object value(BatchScorer scorer, int row) {
            return switch (form) {
                case SCORES ->
                    outputWidth == 1
                            ? (Object) (double) scorer.score(row, 0)
                            : UnsafeArrayData.fromPrimitiveArray(scorer.scoresOf(row));
                case CLASS -> {
                    int number = scorer.classOf(row);
                    yield number == BatchScorer.NO_CLASS ? null : number;
                }
                case PROBABILITIES -> UnsafeArrayData.fromPrimitiveArray(scorer.probabilitiesOf(row));
            };
        }
    }

    FeatureReader reader(RowPosition position) {
        return new FeatureReader(columns, inputShape, position);
    }

    /** A session with this JVM's one copy of the model. */
    BatchScorer scorer(int batchRows) {
        return new BatchScorer(ModelCache.get(files.value()), inputShape, outputWidth, batchRows);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PredictGroup that
                && files.equals(that.files)
                && columns.equals(that.columns)
                && outputs.equals(that.outputs);
    }

    @Override
    public int hashCode() {
        return 31 * files.hashCode() + columns.hashCode();
    }
}
