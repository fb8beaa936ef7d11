package dev.arclight.spark.score;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.apache.spark.util.LongAccumulator;

/** Counts of one stage, over all queries that it is part of; Spark's UI shows them with the stages of a job. */
final class ScoringCounters implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Map<ScoringMetric, LongAccumulator> accumulators = new EnumMap<>(ScoringMetric.class);

    ScoringCounters(SparkContext context) {
        for (ScoringMetric metric : ScoringMetric.values()) {
            accumulators.put(metric, context.longAccumulator("arclight " + metric.title()));
        }
    }

    /** Metrics of one plan's node, by key. */
    static Map<ScoringMetric, SQLMetric> ofNode(SparkContext context) {
        Map<ScoringMetric, SQLMetric> metrics = new EnumMap<>(ScoringMetric.class);
        for (ScoringMetric metric : ScoringMetric.values()) {
            metrics.put(
                    metric,
                    metric == ScoringMetric.TIME
                            ? SQLMetrics.createNanoTimingMetric(context, metric.title(), -1L)
                            : SQLMetrics.createMetric(context, metric.title()));
        }
        return metrics;
    }

    void add(ScoringMetric metric, long count) {
        LongAccumulator accumulator = accumulators.get(metric);
        if (accumulator != null) {
            accumulator.add(count);
        }
    }

    ScoringReport report() {
        return new ScoringReport(
                value(ScoringMetric.ROWS),
                value(ScoringMetric.BATCHES),
                value(ScoringMetric.CALLS),
                value(ScoringMetric.FAILED),
                value(ScoringMetric.SKIPPED),
                value(ScoringMetric.LOADS),
                value(ScoringMetric.TIME) / 1e9);
    }

    private long value(ScoringMetric metric) {
        LongAccumulator accumulator = accumulators.get(metric);
        return accumulator == null ? 0 : accumulator.sum();
    }
}
