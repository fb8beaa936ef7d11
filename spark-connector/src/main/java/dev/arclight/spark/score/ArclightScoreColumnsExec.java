package dev.arclight.spark.score;

import dev.arclight.spark.data.RowPosition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.ColumnarToRowTransition;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.Seq;

/**
 * Physical node: runs the model on the column batches of a scan and makes rows of what remains. So inputs are never copied into
 * rows.
 *
 * <p>Being a {@link ColumnarToRowTransition} keeps Spark from putting one of its own between scan and node.
 */
public final class ArclightScoreColumnsExec extends ScoreExec implements ColumnarToRowTransition {
    private static final long serialVersionUID = 1L;

    /**
     * Puts the node on a scan.
     *
     * @param plan a {@code ScorePlan}
     * @param child supports column batches and has all features among its columns
     */
    public ArclightScoreColumnsExec(
            Object plan, Seq<Attribute> features, Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child) {
        super((ScorePlan) plan, features, results, kept, child);
    }

    @Override
    public RDD<InternalRow> doExecute() {
        ScoreTask task = task(RowPosition.Origin.FILE);
        return child().executeColumnar()
                .toJavaRDD()
                .mapPartitions(task::ofColumns, true)
                .rdd();
    }

    @Override
    protected ScoreExec with(SparkPlan newChild) {
        return new ArclightScoreColumnsExec(plan(), features(), results(), kept(), newChild);
    }
}
