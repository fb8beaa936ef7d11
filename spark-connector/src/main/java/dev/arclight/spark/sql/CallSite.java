package dev.arclight.spark.sql;

import dev.arclight.spark.plan.Scala;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.runtime.AbstractFunction1;

/**
 * A place in a plan node where a model is called.
 *
 * @param guard what must hold for Spark to get there
 */
record CallSite(BatchedCall call, Guard guard) {

    /** All sites in a node's expressions, inner ones before those around them. */
    static List<CallSite> in(LogicalPlan node) {
        List<CallSite> sites = new ArrayList<>();
        Scala.list(node.expressions()).forEach(e -> visit(e, Guard.NONE, sites::add));
        return sites;
    }

    /** All sites in an expression, inner ones before those around them. */
    static List<CallSite> in(Expression e) {
        List<CallSite> sites = new ArrayList<>();
        visit(e, Guard.NONE, sites::add);
        return sites;
    }

    private static void visit(Expression e, Guard guard, Consumer<CallSite> visitor) {
        if (!CallExtraction.anyCall(List.of(e))) {
            return;
        }
        List<Guard> guards = guard.ofChildren(e);
        for (int i = 0; i < guards.size(); i++) {
            visit(e.children().apply(i), guards.get(i), visitor);
        }
        if (e instanceof BatchedCall call) {
            visitor.accept(new CallSite(call, guard));
        }
    }

    /** The node with something else at each site; inner sites are replaced before those around them are looked at. */
    static LogicalPlan replace(LogicalPlan node, Function<CallSite, Expression> replacement) {
        return node.mapExpressions(new AbstractFunction1<Expression, Expression>() {
            @Override
            public Expression apply(Expression e) {
                return replace(e, Guard.NONE, replacement);
            }
        });
    }

    private static Expression replace(Expression e, Guard guard, Function<CallSite, Expression> replacement) {
        if (!CallExtraction.anyCall(List.of(e))) {
            return e;
        }
        List<Expression> children = Scala.list(e.children());
        List<Guard> guards = guard.ofChildren(e);
        List<Expression> replaced = new ArrayList<>();
        boolean same = true;
        for (int i = 0; i < children.size(); i++) {
            Expression child = replace(children.get(i), guards.get(i), replacement);
            same &= child == children.get(i);
            replaced.add(child);
        }
        Expression now = same ? e : e.withNewChildren(Scala.seq(replaced));
        return now instanceof BatchedCall call ? replacement.apply(new CallSite(call, guard)) : now;
    }

    /** Whether a node below could make the call as things are, and only for rows where Spark would. */
    boolean isReady() {
        return !call.callsWithin() && !readsElsewhere() && isRepeatable() && guard.isDecidable();
    }

    /** A feature that gives something else each time it is asked for is to be asked for where it stands or for every row. */
    boolean isRepeatable() {
        return call.deterministic() || guard.isOncePerRow();
    }

    private boolean readsElsewhere() {
        return call.exists(part -> part instanceof NamedLambdaVariable || part instanceof OuterReference);
    }

    /** Whether it is part of a subquery that reads columns of the query around it. */
    boolean readsOuterQuery() {
        return call.exists(OuterReference.class::isInstance) || guard.readsOuterQuery();
    }
}
