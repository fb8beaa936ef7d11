package dev.arclight.spark.score;

import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.plan.ModelExec;
import dev.arclight.spark.plan.Scala;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import scala.collection.immutable.Seq;

/** What the two physical nodes share: rows through a model, results behind the columns that are kept. */
abstract class ScoreExec extends ModelExec {
    private static final long serialVersionUID = 1L;

    private final transient ScorePlan plan;
    private final Seq<Attribute> features;
    private final transient Map<ScoringMetric, SQLMetric> metrics;
    private final transient scala.collection.immutable.Map<String, SQLMetric> shown;

    ScoreExec(ScorePlan plan, Seq<Attribute> features, Seq<Attribute> results, Seq<Attribute> kept, SparkPlan child) {
        super(results, kept, child, plan, features);
        this.plan = plan;
        this.features = features;
        this.metrics = ScoringCounters.ofNode(sparkContext());
        Map<String, SQLMetric> named = new HashMap<>();
        metrics.forEach((metric, counter) -> named.put(metric.key(), counter));
        this.shown = Scala.map(named);
    }

    /** What a task does with its input; this is where a query, or a micro-batch, takes its version of the model. */
    final ScoreTask task(RowPosition.Origin origin) {
        List<Attribute> rows = Scala.list(child().output());
        ModelVersion version = plan.choice().choose(sparkContext());
        return new ScoreTask(
                version.model().broadcast(sparkContext()),
                version.id(),
                plan.columns(Scala.list(features), rows),
                plan.outputs(),
                plan.structured(),
                plan.rules(),
                child().output(),
                kept(),
                results(),
                origin,
                Map.copyOf(metrics),
                plan.counters());
    }

    @Override
    public scala.collection.immutable.Map<String, SQLMetric> metrics() {
        return shown;
    }

    @Override
    public String simpleString(int maxFields) {
        return nodeName() + " " + plan + ", " + Scala.list(features) + " -> " + Scala.list(results());
    }

    ScorePlan plan() {
        return plan;
    }

    Seq<Attribute> features() {
        return features;
    }
}
