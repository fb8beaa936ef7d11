package dev.arclight.spark.score;

import dev.arclight.spark.plan.ModelNode;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.Seq;

/**
 * Logical node: the child's rows, each with a model's results behind its columns. Rows that the model cannot read may be left
 * out.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class ArclightScore extends ModelNode {
    private static final long serialVersionUID = 1L;

    private final transient Object plan;
    private final Seq<Attribute> features;

    /**
     * Puts the node on a plan.
     *
     * @param plan a {@code ScorePlan}
     * @param features columns of the child that the model reads
     */
    public ArclightScore(Object plan, Seq<Attribute> features, Seq<Attribute> results, LogicalPlan child) {
        super(results, child, plan, features);
        this.plan = plan;
        this.features = features;
    }

    @Override
    public boolean readsColumns() {
        return true;
    }

    @Override
    public SparkPlan onRows(Seq<Attribute> kept, SparkPlan input) {
        return new ArclightScoreExec(plan, features, results(), kept, input);
    }

    @Override
    public SparkPlan onColumns(Seq<Attribute> kept, SparkPlan scan) {
        return new ArclightScoreColumnsExec(plan, features, results(), kept, scan);
    }

    @Override
    protected ArclightScore with(LogicalPlan newChild) {
        return new ArclightScore(plan, features, results(), newChild);
    }
}
