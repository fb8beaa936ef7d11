package dev.arclight.spark.sql;

import dev.arclight.spark.plan.Scala;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.ConditionalExpression;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNaN;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NaNvl;
import org.apache.spark.sql.catalyst.expressions.NamedLambdaVariable;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;

/**
 * What must hold of a row for Spark to evaluate a part of an expression: all of some terms, in order, since an earlier one
 * may guard a later one. Immutable.
 *
 * <p>CASE, IF, COALESCE and NANVL, the right sides of AND and OR, and an aggregate's FILTER make guards. A null argument
 * that spares Spark the others does not: nobody writes {@code x + f(y)} to keep {@code f} from rows without {@code x}.
 */
final class Guard {
    /** Of what is evaluated for every row. */
    static final Guard NONE = new Guard(List.of(), true, false);

    private enum Kind {
        TRUE,
        NOT_TRUE,
        NOT_FALSE,
        NULL,
        NAN
    }

    private record Term(Expression condition, Expression canonical, Kind kind) {
        boolean implies(Term other) {
            return canonical.equals(other.canonical)
                    && (kind == other.kind || kind == Kind.TRUE && other.kind == Kind.NOT_FALSE);
        }

        /** As an expression that is never null. */
        Expression holds() {
            return switch (kind) {
                case TRUE -> condition.nullable() ? new EqualNullSafe(condition, Literal.TrueLiteral()) : condition;
                case NOT_TRUE ->
                    new Not(condition.nullable() ? new EqualNullSafe(condition, Literal.TrueLiteral()) : condition);
                case NOT_FALSE ->
                    condition.nullable() ? new Not(new EqualNullSafe(condition, Literal.FalseLiteral())) : condition;
                case NULL -> new IsNull(condition);
                case NAN -> new IsNaN(condition);
            };
        }
    }

    private final List<Term> terms;
    private final boolean known;
    private final boolean repeated;

    private Guard(List<Term> terms, boolean known, boolean repeated) {
        this.terms = terms;
        this.known = known;
        this.repeated = repeated;
    }

    /** The guards of the children of {@code e}, which this one guards. */
    List<Guard> ofChildren(Expression e) {
        List<Expression> children = Scala.list(e.children());
        List<Guard> guards = new ArrayList<>(Collections.nCopies(children.size(), this));
        if (e instanceof If) {
            guards.set(1, and(children.get(0), Kind.TRUE));
            guards.set(2, and(children.get(0), Kind.NOT_TRUE));
        } else if (e instanceof CaseWhen) {
            // Condition, value, condition, value, …, and perhaps the value of ELSE.
            Guard branch = this;
            for (int i = 0; i < children.size(); i += 2) {
                Expression condition = children.get(i);
                guards.set(i, branch);
                if (i + 1 < children.size()) {
                    guards.set(i + 1, branch.and(condition, Kind.TRUE));
                    branch = branch.and(condition, Kind.NOT_TRUE);
                }
            }
        } else if (e instanceof Coalesce) {
            for (int i = 1; i < children.size(); i++) {
                guards.set(i, guards.get(i - 1).and(children.get(i - 1), Kind.NULL));
            }
        } else if (e instanceof NaNvl) {
            guards.set(1, and(children.get(0), Kind.NAN));
        } else if (e instanceof And) {
            guards.set(1, and(children.get(0), Kind.NOT_FALSE));
        } else if (e instanceof Or) {
            guards.set(1, and(children.get(0), Kind.NOT_TRUE));
        } else if (e instanceof AggregateExpression aggregate
                && aggregate.filter().isDefined()) {
            guards.set(0, and(aggregate.filter().get(), Kind.TRUE));
        } else if (e instanceof LambdaFunction) {
            guards.set(0, new Guard(terms, known, true));
        } else if (e instanceof ConditionalExpression conditional) {
            List<Expression> always = Scala.list(conditional.alwaysEvaluatedInputs());
            for (int i = 0; i < children.size(); i++) {
                if (!always.contains(children.get(i))) {
                    guards.set(i, new Guard(terms, false, repeated));
                }
            }
        }
        return guards;
    }

    private Guard and(Expression condition, Kind kind) {
        if (kind == Kind.TRUE && condition instanceof And both) {
            return and(both.left(), kind).and(both.right(), kind);
        }
        if (kind == Kind.NOT_TRUE && condition instanceof Or either) {
            return and(either.left(), kind).and(either.right(), kind);
        }
        List<Term> more = new ArrayList<>(terms);
        more.add(new Term(condition, condition.canonicalized(), kind));
        return new Guard(List.copyOf(more), known, repeated);
    }

    /** Whether there is nothing that must hold. */
    boolean isNone() {
        return known && terms.isEmpty();
    }

    /** Whether Spark gets there once for every row, neither less nor, as in the function of {@code transform}, more often. */
    boolean isOncePerRow() {
        return isNone() && !repeated;
    }

    /** Whether a node below can find out, by itself and with the same answer, what Spark will find. */
    boolean isDecidable() {
        return known
                && terms.stream()
                        .map(Term::condition)
                        .allMatch(condition -> condition.deterministic()
                                && !condition.exists(part -> part instanceof BatchedCall
                                        || part instanceof NamedLambdaVariable
                                        || part instanceof OuterReference));
    }

    /** Whether it speaks of an outer query's columns. */
    boolean readsOuterQuery() {
        return terms.stream().anyMatch(term -> term.condition().exists(OuterReference.class::isInstance));
    }

    /** Whether the other one holds wherever this one does, by all that is seen without thinking. */
    boolean implies(Guard other) {
        return other.known
                && other.terms.stream().allMatch(theirs -> terms.stream().anyMatch(own -> own.implies(theirs)));
    }

    boolean readsOnly(AttributeSet columns) {
        return terms.stream().allMatch(term -> term.condition().references().subsetOf(columns));
    }

    /**
     * This guard as one side of a join can decide it. What AND puts before a call is left out if it needs the other side: a
     * join takes the parts of its condition in an order of its own.
     */
    Guard within(AttributeSet columns) {
        List<Term> mine = terms.stream()
                .filter(term -> term.kind() != Kind.NOT_FALSE
                        || term.condition().references().subsetOf(columns))
                .toList();
        return mine.size() == terms.size() ? this : new Guard(mine, known, repeated);
    }

    /** Whether this guard, which is not {@link #NONE}, holds; never null. */
    Expression condition() {
        return terms.stream().map(Term::holds).reduce(And::new).orElseThrow();
    }

    /** Those of the guards that no other one makes superfluous. */
    static List<Guard> weakest(List<Guard> guards) {
        List<Guard> weakest = new ArrayList<>();
        for (Guard guard : guards) {
            if (weakest.stream().noneMatch(guard::implies)) {
                weakest.removeIf(known -> known.implies(guard));
                weakest.add(guard);
            }
        }
        return weakest;
    }
}
