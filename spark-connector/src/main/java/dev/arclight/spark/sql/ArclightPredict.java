package dev.arclight.spark.sql;

import dev.arclight.spark.plan.ModelNode;
import dev.arclight.spark.plan.Scala;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/**
 * Logical node: the child's rows, each with the results of some {@link BatchedCall}s behind its columns.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class ArclightPredict extends ModelNode {
    private static final long serialVersionUID = 1L;

    private final Seq<Expression> calls;

    /**
     * Puts the node on a plan.
     *
     * @param results one column for each call
     */
    public ArclightPredict(Seq<Expression> calls, Seq<Attribute> results, LogicalPlan child) {
        super(results, child, calls);
        this.calls = calls;
    }

    Seq<Expression> calls() {
        return calls;
    }

    @Override
    public boolean readsColumns() {
        return Scala.list(calls).stream()
                .flatMap(call -> ((BatchedCall) call).inputs().stream())
                .allMatch(Attribute.class::isInstance);
    }

    @Override
    public SparkPlan onRows(Seq<Attribute> kept, SparkPlan input) {
        return new ArclightPredictExec(calls, batchRows(), results(), kept, input);
    }

    @Override
    public SparkPlan onColumns(Seq<Attribute> kept, SparkPlan scan) {
        return new ArclightPredictColumnsExec(calls, batchRows(), results(), kept, scan);
    }

    @Override
    protected ArclightPredict with(LogicalPlan newChild) {
        return new ArclightPredict(calls, results(), newChild);
    }

    private static int batchRows() {
        String value =
                SQLConf.get().getConfString(ArclightExtensions.BATCH_ROWS, ArclightExtensions.DEFAULT_BATCH_ROWS);
        try {
            int rows = Integer.parseInt(value);
            if (rows > 0) {
                return rows;
            }
        } catch (NumberFormatException e) {
            throw badBatchRows(value, e);
        }
        throw badBatchRows(value, null);
    }

    private static IllegalArgumentException badBatchRows(String value, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                ArclightExtensions.BATCH_ROWS + " is '" + value + "', expected a whole number of rows of at least 1",
                cause);
    }
}
