package dev.arclight.spark.score;

import java.util.Map;
import org.apache.spark.sql.execution.metric.SQLMetric;

/** Hands a task's counts to the plan's node, the stage and the JVM. */
record TaskCounts(Map<ScoringMetric, SQLMetric> node, ScoringCounters stage) {
    void add(ScoringMetric metric, long count) {
        if (count != 0) {
            SQLMetric shown = node.get(metric);
            if (shown != null) {
                shown.add(count);
            }
            stage.add(metric, count);
            metric.total().add(count);
        }
    }
}
