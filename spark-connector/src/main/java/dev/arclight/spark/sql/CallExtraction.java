package dev.arclight.spark.sql;

import dev.arclight.spark.data.FeatureColumn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.Metadata;
import scala.Option;

/** Takes the {@link ModelCall}s out of one plan node of any kind. */
final class CallExtraction {
    private final Collection<ModelCall> calls;
    /** By the calls' canonical forms, so that calls which differ only in names are one. */
    private final Map<Expression, Attribute> resultOf = new HashMap<>();

    private CallExtraction(Collection<ModelCall> calls) {
        this.calls = calls;
    }

    /** The node with its calls replaced by columns that new nodes below it compute; its output is unchanged. */
    static LogicalPlan extract(LogicalPlan node) {
        LogicalPlan current = node;
        // Innermost calls first: an outer call can only be evaluated on top of its inner ones.
        while (true) {
            CallExtraction round = new CallExtraction(innermostCalls(current));
            List<LogicalPlan> children = new ArrayList<>();
            for (LogicalPlan child : Scala.list(current.children())) {
                children.add(round.evaluateOn(round.expose(child)));
            }
            if (round.resultOf.isEmpty()) {
                break;
            }
            current = current.withNewChildren(Scala.seq(children))
                    .transformExpressions(Scala.rewrite(e -> e instanceof ModelCall call
                            ? round.resultOf.containsKey(call.canonicalized())
                                    ? round.resultOf.get(call.canonicalized())
                                    : call
                            : e));
        }
        current = current.transformExpressions(Scala.rewrite(CallExtraction::byRow));
        return current.output().equals(node.output())
                ? current
                : new Project(Scala.<NamedExpression>seq(Scala.list(node.output())), current);
    }

    static boolean anyCall(List<Expression> expressions) {
        return expressions.stream().anyMatch(e -> contains(e, ModelCall.class));
    }

    /** All calls in an expression, inner ones before those around them. */
    static Stream<ModelCall> callsIn(Expression e) {
        Stream<ModelCall> below = Scala.list(e.children()).stream().flatMap(CallExtraction::callsIn);
        return e instanceof ModelCall call ? Stream.concat(below, Stream.of(call)) : below;
    }

    static NamedExpression alias(Expression e, String name) {
        return new Alias(
                e, name, NamedExpression.newExprId(), Scala.seq(List.of()), Option.empty(), Scala.seq(List.of()));
    }

    /** Puts a node on the child for the calls that need nothing but its columns. */
    private LogicalPlan evaluateOn(LogicalPlan child) {
        List<ModelCall> mine = calls.stream()
                .filter(call -> !resultOf.containsKey(call.canonicalized())
                        && call.references().subsetOf(child.outputSet()))
                .toList();
        if (mine.isEmpty()) {
            return child;
        }
        List<Attribute> results = new ArrayList<>();
        for (ModelCall call : mine) {
            Attribute result = new AttributeReference(
                    "prediction",
                    call.dataType(),
                    true,
                    Metadata.empty(),
                    NamedExpression.newExprId(),
                    Scala.seq(List.of()));
            results.add(result);
            resultOf.put(call.canonicalized(), result);
        }
        return new ArclightPredict(Scala.seq(mine), Scala.seq(results), child);
    }

    /**
     * Finds results of the same calls below filters, and lets them through a projection that dropped them.
     *
     * <p>Otherwise a condition {@code p > 0.5} that was pushed below {@code SELECT arclight_predict(…) AS p} would make the
     * model run twice.
     */
    private LogicalPlan expose(LogicalPlan plan) {
        if (plan instanceof ArclightPredict predict) {
            for (int i = 0; i < predict.calls().length(); i++) {
                Expression known = predict.calls().apply(i).canonicalized();
                if (calls.stream().anyMatch(call -> call.canonicalized().equals(known))) {
                    resultOf.put(known, predict.results().apply(i));
                }
            }
            return plan;
        }
        if (plan instanceof Filter filter) {
            return new Filter(filter.condition(), expose(filter.child()));
        }
        if (plan instanceof Project columns
                && Scala.list(columns.projectList()).stream().allMatch(Attribute.class::isInstance)) {
            LogicalPlan child = expose(columns.child());
            List<NamedExpression> wider = new ArrayList<>(Scala.list(columns.projectList()));
            resultOf.values().stream()
                    .filter(result -> child.outputSet().contains(result)
                            && !columns.outputSet().contains(result))
                    .forEach(wider::add);
            return new Project(Scala.seq(wider), child);
        }
        return plan;
    }

    /** The different calls with no call among their arguments, in order, that a plan node could evaluate. */
    private static Collection<ModelCall> innermostCalls(LogicalPlan node) {
        Map<Expression, ModelCall> calls = new LinkedHashMap<>();
        Scala.list(node.expressions()).stream()
                .flatMap(CallExtraction::callsIn)
                .filter(call -> !anyCall(Scala.list(call.children())))
                .filter(call -> !contains(call, NamedLambdaVariable.class) && !contains(call, OuterReference.class))
                .forEach(call -> calls.putIfAbsent(call.canonicalized(), call));
        return calls.values();
    }

    /** What no node could evaluate; outer references are left for when the subquery has become a join. */
    private static Expression byRow(Expression e) {
        if (!(e instanceof ModelCall call) || contains(call, OuterReference.class)) {
            return e;
        }
        List<Expression> features = call.features();
        List<FeatureColumn> columns = new ArrayList<>();
        for (Expression feature : features) {
            columns.add(FeatureColumn.of(ModelCall.name(feature), columns.size(), feature.dataType()));
        }
        PredictGroup group = new PredictGroup(
                call.model(),
                SparkSession.active().sparkContext(),
                columns,
                List.of(new PredictGroup.Output(0, call.form(), call.model().outputWidth())));
        return new RowModelCall(Scala.seq(features), group, call.dataType());
    }

    private static boolean contains(Expression e, Class<?> type) {
        return e.exists(type::isInstance);
    }
}
