package dev.arclight.spark.sql;

import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.version.Scala;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.UnaryExecNode;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/** What the two physical nodes share: rows in batches through the models, results behind the columns that are kept. */
abstract class PredictExec extends SparkPlan implements UnaryExecNode {
    private static final long serialVersionUID = 1L;

    private final Seq<Expression> calls;
    private final Seq<Attribute> results;
    private final Seq<Attribute> kept;
    private final int batchRows;
    private final SparkPlan child;
    private final transient Map<String, SQLMetric> metrics;

    PredictExec(Seq<Expression> calls, Seq<Attribute> results, Seq<Attribute> kept, int batchRows, SparkPlan child) {
        this.calls = calls;
        this.results = results;
        this.kept = kept;
        this.batchRows = batchRows;
        this.child = child;
        this.metrics = Scala.map(java.util.Map.of(
                "numOutputRows", SQLMetrics.createMetric(sparkContext(), "number of output rows"),
                "numBatches", SQLMetrics.createMetric(sparkContext(), "number of batches"),
                "modelTime", SQLMetrics.createNanoTimingMetric(sparkContext(), "time in the models", -1L)));
    }

    abstract PredictExec with(SparkPlan newChild);

    /** What a task does with its input. */
    final PredictTask task(RowPosition.Origin origin) {
        List<Attribute> input = Scala.list(child.output());
        List<Expression> features = new ArrayList<>();
        for (Expression call : Scala.list(calls)) {
            features.addAll(((BatchedCall) call).inputs());
        }
        boolean direct = features.stream().allMatch(Attribute.class::isInstance);
        return new PredictTask(
                groups(direct ? input : List.of()),
                direct ? Scala.seq(List.of()) : Scala.seq(features),
                child.output(),
                kept,
                results,
                batchRows,
                origin,
                longMetric("numOutputRows"),
                longMetric("numBatches"),
                longMetric("modelTime"));
    }

    /** Calls of one model with the same inputs become one group. */
    private List<CallGroup> groups(List<Attribute> input) {
        record Key(Object model, List<Expression> inputs) {}
        record Members(List<Integer> ordinals, List<BatchedCall.Member> calls) {}
        java.util.Map<Key, Members> groups = new LinkedHashMap<>();
        int field = 0;
        int result = 0;
        for (Expression expression : Scala.list(calls)) {
            BatchedCall call = (BatchedCall) expression;
            List<Expression> canonical = new ArrayList<>();
            List<Integer> ordinals = new ArrayList<>();
            for (Expression feature : call.inputs()) {
                ordinals.add(input.isEmpty() ? field : ordinal((Attribute) feature, input));
                canonical.add(feature.canonicalized());
                field++;
            }
            groups.computeIfAbsent(new Key(call.model(), canonical), key -> new Members(ordinals, new ArrayList<>()))
                    .calls()
                    .add(new BatchedCall.Member(call, result));
            result++;
        }
        List<CallGroup> all = new ArrayList<>();
        for (Members members : groups.values()) {
            BatchedCall first = members.calls().get(0).call();
            all.add(first.group(sparkContext(), members.ordinals(), members.calls()));
        }
        return List.copyOf(all);
    }

    private static int ordinal(Attribute column, List<Attribute> input) {
        for (int i = 0; i < input.size(); i++) {
            if (input.get(i).exprId().equals(column.exprId())) {
                return i;
            }
        }
        throw new IllegalStateException(column + " is not among " + input);
    }

    @Override
    public Map<String, SQLMetric> metrics() {
        return metrics;
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
        String what = Scala.list(calls).stream().map(Expression::toString).collect(Collectors.joining(", ", "[", "]"));
        String as = Scala.list(results).stream().map(Expression::toString).collect(Collectors.joining(", ", "[", "]"));
        return nodeName() + " " + what + ", " + as + ", batches of " + batchRows;
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

    Seq<Expression> calls() {
        return calls;
    }

    Seq<Attribute> results() {
        return results;
    }

    Seq<Attribute> kept() {
        return kept;
    }

    int batchRows() {
        return batchRows;
    }

    @Override
    public int productArity() {
        return 5;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> calls;
            case 1 -> results;
            case 2 -> kept;
            case 3 -> batchRows;
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
        return other instanceof PredictExec that
                && getClass() == that.getClass()
                && batchRows == that.batchRows
                && calls.equals(that.calls)
                && results.equals(that.results)
                && kept.equals(that.kept)
                && child.equals(that.child);
    }

    @Override
    public int hashCode() {
        return 31 * calls.hashCode() + child.hashCode();
    }
}
