package dev.arclight.spark.sql;

import dev.arclight.spark.plan.Scala;
import dev.arclight.tensor.ArclightException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import scala.collection.immutable.Seq;

/**
 * A call of a model in a query, whose first child names the model. It never evaluates itself.
 *
 * <p>{@link ExtractModelCalls} replaces every call by a column of an {@link ArclightPredict} node or, where no node can be
 * put, by {@link RowModelCall}. Being {@link Unevaluable} keeps the optimizer from running the model on the driver.
 */
abstract class BatchedCall extends Expression implements Unevaluable, Serializable {
    private static final long serialVersionUID = 1L;

    private final Seq<Expression> children;

    /** @param children what names the model, then the arguments */
    BatchedCall(Seq<Expression> children) {
        this.children = children;
    }

    /** What the model reads of a row, in the types that it reads. */
    abstract List<Expression> inputs();

    /** The same call of other arguments. */
    abstract BatchedCall with(Seq<Expression> newChildren);

    /** Equal for calls that one pass through one model serves, whatever they make of its results. */
    abstract Expression pass();

    /** Equal for calls that go through the same model, which may share a pass if their inputs are the same. */
    abstract Object model();

    /**
     * What tasks do for calls that share a pass with this one.
     *
     * @param ordinals where the inputs lie in a task's rows
     * @param members of the same model and inputs
     */
    abstract CallGroup group(SparkContext context, List<Integer> ordinals, List<Member> members);

    /**
     * A call, and the place of its result among those of a node.
     */
    record Member(BatchedCall call, int field) {}

    /** The same call for rows of which a condition holds; for others its inputs, and so its result, are null. */
    final BatchedCall guardedBy(Expression condition) {
        List<Expression> guarded = new ArrayList<>(List.of(children.head()));
        for (Expression argument : arguments()) {
            guarded.add(new If(condition, argument, new Literal(null, argument.dataType())));
        }
        return with(Scala.seq(guarded));
    }

    /** Whether an argument is itself made of a call. */
    final boolean callsWithin() {
        return CallExtraction.anyCall(Scala.list(children));
    }

    final List<Expression> arguments() {
        return Scala.list(children).subList(1, children.length());
    }

    /** A null input gives null, and so does {@code arclight_classify} of a row with an output that is NaN. */
    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public String toString() {
        return Scala.list(children).stream()
                .map(Expression::toString)
                .collect(Collectors.joining(", ", prettyName() + "(", ")"));
    }

    @Override
    public Object eval(InternalRow input) {
        throw notPlanned();
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        throw notPlanned();
    }

    @Override
    public Seq<Expression> children() {
        return children;
    }

    private ArclightException notPlanned() {
        return new ArclightException(prettyName() + " was called in a session that cannot plan it; set"
                + " spark.sql.extensions=" + ArclightExtensions.class.getName() + " before the session starts");
    }
}
