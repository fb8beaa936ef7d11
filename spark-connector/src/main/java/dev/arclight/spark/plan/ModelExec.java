package dev.arclight.spark.plan;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * Physical node: rows through models, results behind the columns that are kept. Catalyst copies it by its public constructor, whose
 * arguments are what is computed, the results, what is kept and the child, in this order.
 */
public abstract class ModelExec extends SparkPlan implements UnaryExecNode {
    private static final long serialVersionUID = 1L;

    private final transient Object[] what;
    private final Seq<Attribute> results;
    private final Seq<Attribute> kept;
    private final SparkPlan child;

    /** @param what is computed: the first arguments of the constructor */
    protected ModelExec(Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child, Object... what) {
        this.what = what;
        this.results = results;
        this.kept = kept;
        this.child = child;
    }

    /** The same on another child. */
    protected abstract ModelExec with(SparkPlan newChild);

    /** The columns that it adds. */
    public final Seq<Attribute> results() {
        return results;
    }

    /** The child's columns that it passes on. */
    public final Seq<Attribute> kept() {
        return kept;
    }

    /** Where a column stands among others. */
    public static int ordinal(Attribute column, List<Attribute> columns) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).exprId().equals(column.exprId())) {
                return i;
            }
        }
        throw new IllegalStateException(column + " is not among " + columns);
    }

    @Override
    public final Seq<Attribute> output() {
        return Scala.join(kept, results);
    }

    @Override
    public final AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Scala.<Expression>seq(Scala.list(results)));
    }

    /** Rows stay where they are and in order, so the child's guarantees hold. */
    @Override
    public final Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public final Seq<SortOrder> outputOrdering() {
        return child.outputOrdering();
    }

    @Override
    public final SparkPlan child() {
        return child;
    }

    @Override
    public final Seq<SparkPlan> children() {
        return UnaryExecNode.super.children();
    }

    @Override
    public final String verboseStringWithOperatorId() {
        return UnaryExecNode.super.verboseStringWithOperatorId();
    }

    @Override
    public final SparkPlan withNewChildInternal(SparkPlan newChild) {
        return with(newChild);
    }

    @Override
    public final SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
        return with(newChildren.head());
    }

    @Override
    public final int productArity() {
        return what.length + 3;
    }

    @Override
    public final Object productElement(int n) {
        return n < what.length ? what[n] : List.of(results, kept, child).get(n - what.length);
    }

    @Override
    public final boolean canEqual(Object other) {
        return other != null && getClass() == other.getClass();
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof ModelExec that
                && getClass() == that.getClass()
                && Arrays.equals(what, that.what)
                && results.equals(that.results)
                && kept.equals(that.kept)
                && child.equals(that.child);
    }

    @Override
    public final int hashCode() {
        return 31 * results.hashCode() + child.hashCode();
    }
}
