package dev.arclight.spark.score;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.apache.spark.sql.execution.metric.SQLMetric;

/** Hands a task's counts to the plan's node, the stage and the JVM. */
record TaskCounts(Map<ScoringMetric, SQLMetric> node, ScoringCounters stage) {
    private static final Map<ScoringMetric, LongAdder> TOTALS = totals();

    void add(ScoringMetric metric, long count) {
        if (count != 0) {
            SQLMetric shown = node.get(metric);
            if (shown != null) {
                shown.add(count);
            }
            stage.add(metric, count);
            Objects.requireNonNull(TOTALS.get(metric)).add(count);
        }
    }

    /** What this JVM has counted. */
    static long total(ScoringMetric metric) {
        return Objects.requireNonNull(TOTALS.get(metric)).sum();
    }

    private static Map<ScoringMetric, LongAdder> totals() {
        Map<ScoringMetric, LongAdder> totals = new EnumMap<>(ScoringMetric.class);
        for (ScoringMetric metric : ScoringMetric.values()) {
            totals.put(metric, new LongAdder());
        }
        return Collections.unmodifiableMap(totals);
    }
}
