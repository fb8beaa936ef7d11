package dev.arclight.spark.sql;

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
 * Logical node: the child's rows, each with the results of some {@link BatchedCall}s behind its columns.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class ArclightPredict extends LogicalPlan implements UnaryNode {
    private static final long serialVersionUID = 1L;

    private final Seq<Expression> calls;
    private final Seq<Attribute> results;
    private final LogicalPlan child;

    /**
     * Puts the node on a plan.
     *
     * @param results one column for each call
     */
    public ArclightPredict(Seq<Expression> calls, Seq<Attribute> results, LogicalPlan child) {
        this.calls = calls;
        this.results = results;
        this.child = child;
    }

    Seq<Expression> calls() {
        return calls;
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
        return new ArclightPredict(calls, results, newChild);
    }

    @Override
    public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
        return withNewChildInternal(newChildren.head());
    }

    @Override
    public int productArity() {
        return 3;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> calls;
            case 1 -> results;
            case 2 -> child;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ArclightPredict;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ArclightPredict that
                && calls.equals(that.calls)
                && results.equals(that.results)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return 31 * calls.hashCode() + child.hashCode();
    }
}
