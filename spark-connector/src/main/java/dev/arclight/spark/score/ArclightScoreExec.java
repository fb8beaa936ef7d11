package dev.arclight.spark.score;

import dev.arclight.spark.data.RowPosition;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.Seq;

/** Physical node: collects rows of any child in windows and scores them. */
public final class ArclightScoreExec extends ScoreExec {
    private static final long serialVersionUID = 1L;

    /** @param plan a {@code ScorePlan} */
    public ArclightScoreExec(
            Object plan, Seq<Attribute> features, Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child) {
        super((ScorePlan) plan, features, results, kept, child);
    }

    @Override
    public RDD<InternalRow> doExecute() {
        ScoreTask task = task(RowPosition.Origin.FILTERED);
        return child().execute().toJavaRDD().mapPartitions(task::ofRows, true).rdd();
    }

    @Override
    protected ScoreExec with(SparkPlan newChild) {
        return new ArclightScoreExec(plan(), features(), results(), kept(), newChild);
    }
}
