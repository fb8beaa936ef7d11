package dev.arclight.spark.sql;

import dev.arclight.spark.data.RowPosition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.ColumnarToRowTransition;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.Seq;

/**
 * Physical node: runs the models on the column batches of a scan and makes rows of what remains. So features are never
 * copied into rows.
 *
 * <p>Being a {@link ColumnarToRowTransition} keeps Spark from putting one of its own between scan and node.
 */
public final class ArclightPredictColumnsExec extends PredictExec implements ColumnarToRowTransition {
    private static final long serialVersionUID = 1L;

    /**
     * Puts the node on a scan.
     *
     * @param child supports column batches and has all features among its columns
     */
    public ArclightPredictColumnsExec(
            Seq<Expression> calls, int batchRows, Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child) {
        super(calls, batchRows, results, kept, child);
    }

    @Override
    public RDD<InternalRow> doExecute() {
        PredictTask task = task(RowPosition.Origin.FILE);
        return child().executeColumnar()
                .toJavaRDD()
                .mapPartitions(task::ofColumns)
                .rdd();
    }

    @Override
    protected PredictExec with(SparkPlan newChild) {
        return new ArclightPredictColumnsExec(calls(), batchRows(), results(), kept(), newChild);
    }
}
