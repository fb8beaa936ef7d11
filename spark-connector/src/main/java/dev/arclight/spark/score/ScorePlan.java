package dev.arclight.spark.score;

import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.plan.ModelExec;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;

/**
 * What a stage asks a plan's node for. Stays on the driver.
 *
 * @param inputs how many of the node's columns each of the model's inputs is made of
 * @param structured whether outputs are fields of one column
 */
record ScorePlan(
        ModelChoice choice,
        List<Integer> inputs,
        List<ScoringOutput> outputs,
        boolean structured,
        ScoringRules rules,
        ScoringCounters counters) {

    /** The columns of each input, found in the rows that tasks read. */
    List<List<FeatureColumn>> columns(List<Attribute> features, List<Attribute> rows) {
        List<List<FeatureColumn>> all = new ArrayList<>();
        int next = 0;
        for (int count : inputs) {
            List<FeatureColumn> columns = new ArrayList<>();
            for (Attribute feature : features.subList(next, next + count)) {
                columns.add(FeatureColumn.of(feature.name(), ModelExec.ordinal(feature, rows), feature.dataType()));
            }
            all.add(List.copyOf(columns));
            next += count;
        }
        return List.copyOf(all);
    }

    @Override
    public String toString() {
        return "model " + choice + ", batches of " + rules.limits().rows();
    }
}
