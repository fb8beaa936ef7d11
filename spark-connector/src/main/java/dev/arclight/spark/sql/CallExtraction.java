package dev.arclight.spark.sql;

import dev.arclight.spark.plan.Scala;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.Metadata;
import scala.Option;

/**
 * Takes the {@link BatchedCall}s out of one plan node of any kind.
 *
 * <p>A call behind a guard is made for the rows alone that Spark would make it for: its features are null for others. A
 * guard may itself call a model, so nodes are put below the node round by round, each with the calls for which all is known.
 */
final class CallExtraction {
    /** A column that holds a call's results wherever one of the guards holds. */
    private record Result(Attribute column, List<Guard> guards) {
        boolean serves(CallSite site) {
            return site.isRepeatable() && guards.stream().anyMatch(site.guard()::implies);
        }
    }

    private final List<CallSite> sites;
    /** By the calls' canonical forms, so that calls which differ only in names are one. */
    private final Map<Expression, Result> resultOf = new HashMap<>();

    private CallExtraction(List<CallSite> sites) {
        this.sites = sites;
    }

    /** The node with its calls replaced by columns that new nodes below it compute; its output is unchanged. */
    static LogicalPlan extract(LogicalPlan node) {
        LogicalPlan current = node;
        while (true) {
            CallExtraction round = new CallExtraction(CallSite.in(current));
            List<LogicalPlan> children = new ArrayList<>();
            for (LogicalPlan child : Scala.list(current.children())) {
                children.add(round.evaluateOn(round.expose(child)));
            }
            if (round.resultOf.isEmpty()) {
                break;
            }
            current = CallSite.replace(current.withNewChildren(Scala.seq(children)), round::resultAt);
        }
        current = CallSite.replace(current, CallExtraction::byRow);
        return current.output().equals(node.output())
                ? current
                : new Project(Scala.<NamedExpression>seq(Scala.list(node.output())), current);
    }

    static boolean anyCall(List<Expression> expressions) {
        return expressions.stream().anyMatch(e -> e.exists(BatchedCall.class::isInstance));
    }

    static NamedExpression alias(Expression e, String name) {
        return new Alias(
                e, name, NamedExpression.newExprId(), Scala.seq(List.of()), Option.empty(), Scala.seq(List.of()));
    }

    private Expression resultAt(CallSite site) {
        Result known = resultOf.get(site.call().canonicalized());
        return known != null && known.serves(site) ? known.column() : site.call();
    }

    /** Puts a node on the child for the calls that need nothing but its columns. */
    private LogicalPlan evaluateOn(LogicalPlan child) {
        Map<Expression, List<Guard>> passes = new LinkedHashMap<>();
        for (CallSite site : sites) {
            Guard guard = site.guard().within(child.outputSet());
            if (site.isReady()
                    && site.call().references().subsetOf(child.outputSet())
                    && guard.readsOnly(child.outputSet())) {
                passes.computeIfAbsent(site.call().pass(), key -> new ArrayList<>())
                        .add(guard);
            }
        }
        List<Expression> calls = new ArrayList<>();
        List<Attribute> columns = new ArrayList<>();
        passes.forEach((pass, guards) -> {
            List<Guard> weakest = Guard.weakest(guards);
            for (CallSite site : sites) {
                Expression call = site.call().canonicalized();
                if (resultOf.containsKey(call) || !site.call().pass().equals(pass)) {
                    continue;
                }
                Attribute column = new AttributeReference(
                        "prediction",
                        site.call().dataType(),
                        true,
                        Metadata.empty(),
                        NamedExpression.newExprId(),
                        Scala.seq(List.of()));
                Result result = new Result(column, weakest);
                if (result.serves(site)) {
                    resultOf.put(call, result);
                    calls.add(guarded(site.call(), weakest));
                    columns.add(column);
                }
            }
        });
        return calls.isEmpty() ? child : new ArclightPredict(Scala.seq(calls), Scala.seq(columns), child);
    }

    private static BatchedCall guarded(BatchedCall call, List<Guard> guards) {
        return guards.stream().anyMatch(Guard::isNone)
                ? call
                : call.guardedBy(
                        guards.stream().map(Guard::condition).reduce(Or::new).orElseThrow());
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
                reuse(predict.calls().apply(i), predict.results().apply(i));
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
                    .map(Result::column)
                    .filter(result -> child.outputSet().contains(result)
                            && !columns.outputSet().contains(result))
                    .forEach(wider::add);
            return new Project(Scala.seq(wider), child);
        }
        return plan;
    }

    /** What is drawn anew for each row is not the same again above a filter. */
    private void reuse(Expression known, Attribute column) {
        if (!known.deterministic()) {
            return;
        }
        for (CallSite site : sites) {
            Expression call = site.call().canonicalized();
            if (call.equals(known.canonicalized())) {
                resultOf.put(call, new Result(column, List.of(Guard.NONE)));
            } else if (site.isReady()
                    && !site.guard().isNone()
                    && guarded(site.call(), List.of(site.guard()))
                            .canonicalized()
                            .equals(known.canonicalized())) {
                resultOf.putIfAbsent(call, new Result(column, List.of(site.guard())));
            }
        }
    }

    /** What no node could evaluate; outer references are left for when the subquery has become a join. */
    private static Expression byRow(CallSite site) {
        BatchedCall call = site.call();
        if (site.readsOuterQuery()) {
            return call;
        }
        List<Expression> inputs = call.inputs();
        CallGroup group = call.group(
                SparkSession.active().sparkContext(),
                IntStream.range(0, inputs.size()).boxed().toList(),
                List.of(new BatchedCall.Member(call, 0)));
        return new RowModelCall(Scala.seq(inputs), group, call.prettyName(), call.dataType());
    }
}
