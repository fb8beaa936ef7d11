package dev.arclight.spark.score;

import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.version.Scala;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** What the two physical nodes share: rows through a model, results behind the columns that are kept. */
abstract class ScoreExec extends SparkPlan implements UnaryExecNode {
    private static final long serialVersionUID = 1L;

    private final transient ScorePlan plan;
    private final Seq<Attribute> features;
    private final Seq<Attribute> results;
    private final Seq<Attribute> kept;
    private final SparkPlan child;
    private final transient Map<ScoringMetric, SQLMetric> metrics;
    private final transient scala.collection.immutable.Map<String, SQLMetric> shown;

    ScoreExec(ScorePlan plan, Seq<Attribute> features, Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child) {
        this.plan = plan;
        this.features = features;
        this.results = results;
        this.kept = kept;
        this.child = child;
        this.metrics = ScoringCounters.ofNode(sparkContext());
        Map<String, SQLMetric> named = new HashMap<>();
        metrics.forEach((metric, counter) -> named.put(metric.key(), counter));
        this.shown = Scala.map(named);
    }

    abstract ScoreExec with(SparkPlan newChild);

    /** What a task does with its input; this is where a query, or a micro-batch, takes its version of the model. */
    final ScoreTask task(RowPosition.Origin origin) {
        List<Attribute> rows = Scala.list(child.output());
        ModelVersion version = plan.choice().choose(sparkContext());
        return new ScoreTask(
                version.model().broadcast(sparkContext()),
                version.id(),
                plan.columns(Scala.list(features), rows),
                plan.outputs(),
                plan.structured(),
                plan.rules(),
                child.output(),
                kept,
                results,
                origin,
                Map.copyOf(metrics),
                plan.counters());
    }

    @Override
    public scala.collection.immutable.Map<String, SQLMetric> metrics() {
        return shown;
    }

    @Override
    public Seq<Attribute> output() {
        return Scala.join(kept, results);
    }

    @Override
    public AttributeSet producedAttributes() {
        return AttributeSet$.MODULE$.apply(Scala.<Expression>seq(Scala.list(results)));
    }

    /** Rows stay where they are and in order, so the child's guarantees hold. */
    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public Seq<SortOrder> outputOrdering() {
        return child.outputOrdering();
    }

    @Override
    public String simpleString(int maxFields) {
        return nodeName() + " " + plan + ", " + Scala.list(features) + " -> " + Scala.list(results);
    }

    @Override
    public SparkPlan child() {
        return child;
    }

    @Override
    public Seq<SparkPlan> children() {
        return UnaryExecNode.super.children();
    }

    @Override
    public String verboseStringWithOperatorId() {
        return UnaryExecNode.super.verboseStringWithOperatorId();
    }

    @Override
    public SparkPlan withNewChildInternal(SparkPlan newChild) {
        return with(newChild);
    }

    @Override
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> newChildren) {
        return with(newChildren.head());
    }

    ScorePlan plan() {
        return plan;
    }

    Seq<Attribute> features() {
        return features;
    }

    Seq<Attribute> results() {
        return results;
    }

    Seq<Attribute> kept() {
        return kept;
    }

    @Override
    public int productArity() {
        return 5;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> plan;
            case 1 -> features;
            case 2 -> results;
            case 3 -> kept;
            case 4 -> child;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other != null && getClass() == other.getClass();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScoreExec that
                && getClass() == that.getClass()
                && plan.equals(that.plan)
                && features.equals(that.features)
                && results.equals(that.results)
                && kept.equals(that.kept)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return 31 * features.hashCode() + child.hashCode();
    }
}
