package dev.arclight.spark.score;

import dev.arclight.spark.version.Scala;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Logical node: the child's rows, each with a model's results behind its columns. Rows that the model cannot read may be left
 * out.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class ArclightScore extends LogicalPlan implements UnaryNode {
    private static final long serialVersionUID = 1L;

    private final transient Object plan;
    private final Seq<Attribute> features;
    private final Seq<Attribute> results;
    private final LogicalPlan child;

    /**
     * Puts the node on a plan.
     *
     * @param plan a {@code ScorePlan}
     * @param features columns of the child that the model reads
     */
    public ArclightScore(Object plan, Seq<Attribute> features, Seq<Attribute> results, LogicalPlan child) {
        this.plan = plan;
        this.features = features;
        this.results = results;
        this.child = child;
    }

    ScorePlan plan() {
        return (ScorePlan) plan;
    }

    Seq<Attribute> features() {
        return features;
    }

    Seq<Attribute> results() {
        return results;
    }

    @Override
    public LogicalPlan child() {
        return child;
    }

    @Override
    public Seq<Attribute> output() {
        return Scala.join(child.output(), results);
    }

    /** Without this the results would count as columns that the child lacks. */
    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Scala.<Expression>seq(Scala.list(results)));
    }

    @Override
    public ExpressionSet validConstraints() {
        return UnaryNode.super.validConstraints();
    }

    @Override
    public Seq<LogicalPlan> children() {
        return UnaryNode.super.children();
    }

    @Override
    public LogicalPlan withNewChildInternal(LogicalPlan newChild) {
        return new ArclightScore(plan, features, results, newChild);
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
        return withNewChildInternal(newChildren.head());
    }

    @Override
    public int productArity() {
        return 4;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> plan;
            case 1 -> features;
            case 2 -> results;
            case 3 -> child;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ArclightScore;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArclightScore that
                && plan.equals(that.plan)
                && features.equals(that.features)
                && results.equals(that.results)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return 31 * features.hashCode() + child.hashCode();
    }
}
