package dev.arclight.spark.score;

import dev.arclight.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;

/** Moves conditions that ask for no result of a model below the model's node, so that rows are dropped before they are scored. */
final class PushFilters extends Rule<LogicalPlan> {
    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        return plan.transformDown(
                Scala.rewrite(node -> node instanceof Filter filter && filter.child() instanceof ArclightScore score
                        ? push(filter, score)
                        : node));
    }

    private static LogicalPlan push(Filter filter, ArclightScore score) {
        List<Expression> below = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression condition : conjuncts(filter.condition())) {
            // What comes behind a condition that has to be asked in its turn keeps its place.
            boolean free = above.stream().allMatch(Expression::deterministic) && condition.deterministic();
            (free && condition.references().subsetOf(score.child().outputSet()) ? below : above).add(condition);
        }
        Optional<Expression> pushed = all(below);
        if (pushed.isEmpty()) {
            return filter;
        }
        LogicalPlan scored = score.withNewChildInternal(new Filter(pushed.get(), score.child()));
        return all(above).<LogicalPlan>map(left -> new Filter(left, scored)).orElse(scored);
    }

    private static List<Expression> conjuncts(Expression condition) {
        if (condition instanceof And and) {
            List<Expression> both = new ArrayList<>(conjuncts(and.left()));
            both.addAll(conjuncts(and.right()));
            return both;
        }
        return List.of(condition);
    }

    private static Optional<Expression> all(List<Expression> conditions) {
        return conditions.stream().reduce(And::new);
    }
}
