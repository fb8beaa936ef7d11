package dev.arclight.spark.plan;

import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.UnaryNode;
import org.apache.spark.sql.execution.SparkPlan;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Logical node: the child's rows, each with results of models behind its columns. Catalyst copies it by its public constructor,
 * whose arguments are what is computed, the results and the child, in this order.
 */
public abstract class ModelNode extends LogicalPlan implements UnaryNode {
    private static final long serialVersionUID = 1L;

    private final transient Object[] what;
    private final Seq<Attribute> results;
    private final LogicalPlan child;

    /** @param what is computed: the first arguments of the constructor */
    protected ModelNode(Seq<Attribute> results, LogicalPlan child, Object... what) {
        this.what = what;
        this.results = results;
        this.child = child;
    }

    /** Whether all that models read is in columns of the child as it is, so that it may be read where a scan has it. */
    public abstract boolean readsColumns();

    /** The physical node on rows, which passes on the columns that are kept. */
    public abstract SparkPlan onRows(Seq<Attribute> kept, SparkPlan input);

    /** The physical node on a scan that yields column batches. */
    public abstract SparkPlan onColumns(Seq<Attribute> kept, SparkPlan scan);

    /** The same on another child. */
    protected abstract ModelNode with(LogicalPlan newChild);

    /** The columns that it adds. */
    public final Seq<Attribute> results() {
        return results;
    }

    @Override
    public final LogicalPlan child() {
        return child;
    }

    @Override
    public final Seq<Attribute> output() {
        return Scala.join(child.output(), results);
    }

    /** Without this the results would count as columns that the child lacks. */
    @Override
    public final AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Scala.<Expression>seq(Scala.list(results)));
    }

    @Override
    public final ExpressionSet validConstraints() {
        return UnaryNode.super.validConstraints();
    }

    @Override
    public final Seq<LogicalPlan> children() {
        return UnaryNode.super.children();
    }

    @Override
    public final LogicalPlan withNewChildInternal(LogicalPlan newChild) {
        return with(newChild);
    }

    @Override
    public final LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> newChildren) {
        return with(newChildren.head());
    }

    @Override
    public final int productArity() {
        return what.length + 2;
    }

    @Override
    public final Object productElement(int n) {
        return n < what.length ? what[n] : n == what.length ? results : child;
    }

    @Override
    public final boolean canEqual(Object other) {
        return other != null && getClass() == other.getClass();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof ModelNode that
                && getClass() == that.getClass()
                && Arrays.equals(what, that.what)
                && results.equals(that.results)
                && child.equals(that.child);
    }

    @Override
    public final int hashCode() {
        return 31 * results.hashCode() + child.hashCode();
    }
}
