package dev.arclight.spark.sql;

import dev.arclight.spark.data.RowPosition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.Seq;

/** Physical node: collects rows of any child until a batch is full and runs the models on it. */
public final class ArclightPredictExec extends PredictExec {
    private static final long serialVersionUID = 1L;

    public ArclightPredictExec(
            Seq<Expression> calls, int batchRows, Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child) {
        super(calls, batchRows, results, kept, child);
    }

    @Override
    public RDD<InternalRow> doExecute() {
        PredictTask task = task(RowPosition.Origin.FILTERED);
        return child().execute()
                .toJavaRDD()
                .mapPartitionsWithIndex(task::ofRows, true)
                .rdd();
    }

    @Override
    protected PredictExec with(SparkPlan newChild) {
        return new ArclightPredictExec(calls(), batchRows(), results(), kept(), newChild);
    }
}
