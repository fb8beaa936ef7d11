package dev.arclight.spark.sql;

import dev.arclight.spark.plan.Scala;
import dev.arclight.spark.version.SparkApi;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.PredicateHelper;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;
import org.apache.spark.sql.catalyst.optimizer.ColumnPruning$;
import org.apache.spark.sql.catalyst.plans.Inner$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import scala.Option;

/**
 * Moves the {@link BatchedCall}s of every plan node into an {@link ArclightPredict} below that node.
 *
 * <p>It runs when predicates have been pushed down. What a second run finds is as it should be, so it changes nothing.
 * Columns are pruned again at the end, because the new nodes show which of them only the models read.
 */
final class ExtractModelCalls extends Rule<LogicalPlan> implements PredicateHelper {

    @Override
    public LogicalPlan apply(LogicalPlan plan) {
        LogicalPlan extracted = plan.transformUp(Scala.rewrite(this::rewrite));
        return extracted.fastEquals(plan) ? plan : ColumnPruning$.MODULE$.apply(extracted);
    }

    private LogicalPlan rewrite(LogicalPlan node) {
        if (node instanceof LocalLimit limit) {
            return belowPrediction(limit);
        }
        if (node instanceof ArclightPredict || !CallExtraction.anyCall(Scala.list(node.expressions()))) {
            return node;
        }
        if (node instanceof Filter filter) {
            return CallExtraction.extract(cheapConditionsFirst(filter));
        }
        if (node instanceof Aggregate aggregate) {
            return extractFrom(aggregate);
        }
        if (node instanceof Join join && join.joinType() == Inner$.MODULE$) {
            return extractFrom(join);
        }
        return CallExtraction.extract(node);
    }

    /**
     * Conditions without a call drop rows before a model sees them. None passes a condition that gives something else each
     * time: which rows that one is asked about is part of the query.
     */
    private Filter cheapConditionsFirst(Filter filter) {
        List<Expression> cheap = new ArrayList<>();
        List<Expression> rest = new ArrayList<>();
        boolean ordered = false;
        for (Expression condition : Scala.list(splitConjunctivePredicates(filter.condition()))) {
            ordered |= !condition.deterministic();
            boolean isCheap = !ordered && !CallExtraction.anyCall(List.of(condition));
            (isCheap ? cheap : rest).add(condition);
        }
        return cheap.isEmpty() ? filter : new Filter(and(rest), new Filter(and(cheap), filter.child()));
    }

    /** A call over keys or aggregates moves above the aggregate; calls inside of them are like those of any node. */
    private static LogicalPlan extractFrom(Aggregate aggregate) {
        List<NamedExpression> within = new ArrayList<>();
        List<NamedExpression> above = new ArrayList<>();
        for (NamedExpression column : Scala.list(aggregate.aggregateExpressions())) {
            if (callsOnResult((Expression) column, aggregate)) {
                above.add((NamedExpression) ((Expression) column).transformDown(Scala.rewrite(part -> {
                    if (!isResult(part, aggregate)) {
                        return part;
                    }
                    NamedExpression named =
                            part instanceof NamedExpression already ? already : CallExtraction.alias(part, "aggregate");
                    within.add(named);
                    return (Expression) named.toAttribute();
                })));
            } else {
                within.add(column);
                above.add(column.toAttribute());
            }
        }
        LogicalPlan below = CallExtraction.extract(SparkApi.aggregate(aggregate, Scala.seq(within)));
        return CallExtraction.extract(new Project(Scala.seq(above), below));
    }

    private static boolean callsOnResult(Expression e, Aggregate aggregate) {
        return !isResult(e, aggregate)
                && (e instanceof BatchedCall
                        || Scala.list(e.children()).stream().anyMatch(child -> callsOnResult(child, aggregate)));
    }

    /** Whether the aggregate itself computes it: a grouping key or an aggregate function. */
    private static boolean isResult(Expression e, Aggregate aggregate) {
        return e instanceof AggregateExpression
                || Scala.list(aggregate.groupingExpressions()).stream().anyMatch(key -> key.semanticEquals(e));
    }

    /** A condition with a call that reads both sides becomes a filter on the joined rows. */
    private LogicalPlan extractFrom(Join join) {
        List<Expression> onPairs = new ArrayList<>();
        List<Expression> rest = new ArrayList<>();
        for (Expression condition :
                Scala.list(splitConjunctivePredicates(join.condition().get()))) {
            boolean oneSided = CallSite.in(condition).stream()
                    .allMatch(site -> fits(site, join.left().outputSet())
                            || fits(site, join.right().outputSet()));
            (oneSided ? rest : onPairs).add(condition);
        }
        if (onPairs.isEmpty()) {
            return CallExtraction.extract(join);
        }
        Option<Expression> condition = rest.isEmpty() ? Option.empty() : Option.apply(and(rest));
        LogicalPlan joined =
                CallExtraction.extract(new Join(join.left(), join.right(), join.joinType(), condition, join.hint()));
        return CallExtraction.extract(new Filter(and(onPairs), joined));
    }

    private static boolean fits(CallSite site, AttributeSet columns) {
        return site.call().references().subsetOf(columns)
                && site.guard().within(columns).readsOnly(columns);
    }

    /** One row in, one row out: what a limit drops need not be scored. */
    private static LogicalPlan belowPrediction(LocalLimit limit) {
        if (limit.child() instanceof ArclightPredict predict) {
            return limit.withNewChildren(Scala.seq(limitInput(limit, predict)));
        }
        if (limit.child() instanceof Project columns && columns.child() instanceof ArclightPredict predict) {
            LogicalPlan limited = columns.withNewChildren(Scala.seq(limitInput(limit, predict)));
            return limit.withNewChildren(Scala.seq(limited));
        }
        return limit;
    }

    private static LogicalPlan limitInput(LocalLimit limit, ArclightPredict predict) {
        return predict.child() instanceof LocalLimit
                ? predict
                : predict.withNewChildren(Scala.seq(new LocalLimit(limit.limitExpr(), predict.child())));
    }

    private static Expression and(List<Expression> conditions) {
        return conditions.stream().reduce(And::new).orElseThrow();
    }
}
