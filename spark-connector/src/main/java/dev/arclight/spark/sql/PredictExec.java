package dev.arclight.spark.sql;

import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.plan.ModelExec;
import dev.arclight.spark.plan.Scala;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.collection.immutable.Map;
import scala.collection.immutable.Seq;

/** What the two physical nodes share: rows in batches through the models, results behind the columns that are kept. */
abstract class PredictExec extends ModelExec {
    private static final long serialVersionUID = 1L;

    private final Seq<Expression> calls;
    private final int batchRows;
    private final transient Map<String, SQLMetric> metrics;

    PredictExec(Seq<Expression> calls, int batchRows, Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child) {
        super(results, kept, child, calls, batchRows);
        this.calls = calls;
        this.batchRows = batchRows;
        this.metrics = Scala.map(java.util.Map.of(
                "numOutputRows", SQLMetrics.createMetric(sparkContext(), "number of output rows"),
                "numBatches", SQLMetrics.createMetric(sparkContext(), "number of batches"),
                "modelTime", SQLMetrics.createNanoTimingMetric(sparkContext(), "time in the models", -1L)));
    }

    /** What a task does with its input. */
    final PredictTask task(RowPosition.Origin origin) {
        List<Attribute> input = Scala.list(child().output());
        List<Expression> features = new ArrayList<>();
        for (Expression call : Scala.list(calls)) {
            features.addAll(((BatchedCall) call).inputs());
        }
        boolean direct = features.stream().allMatch(Attribute.class::isInstance);
        return new PredictTask(
                groups(direct ? input : List.of()),
                direct ? Scala.seq(List.of()) : Scala.seq(features),
                child().output(),
                kept(),
                results(),
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

    @Override
    public Map<String, SQLMetric> metrics() {
        return metrics;
    }

    @Override
    public String simpleString(int maxFields) {
        String what = Scala.list(calls).stream().map(Expression::toString).collect(Collectors.joining(", ", "[", "]"));
        String as =
                Scala.list(results()).stream().map(Expression::toString).collect(Collectors.joining(", ", "[", "]"));
        return nodeName() + " " + what + ", " + as + ", batches of " + batchRows;
    }

    Seq<Expression> calls() {
        return calls;
    }

    int batchRows() {
        return batchRows;
    }
}
