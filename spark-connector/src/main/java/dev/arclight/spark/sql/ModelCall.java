package dev.arclight.spark.sql;

import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.tensor.ArclightException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.util.package$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * A call of a model in a query: its folder, then the features. It never evaluates itself.
 *
 * <p>{@link ExtractModelCalls} replaces every call by a column of an {@link ArclightPredict} node or, where no node can be
 * put, by {@link RowModelCall}. Being {@link Unevaluable} keeps the optimizer from running the model on the driver.
 *
 * <p>Public, with a constructor that takes the product's elements in order, because Catalyst copies trees by reflection.
 */
public final class ModelCall extends Expression implements Unevaluable, Serializable {
    private static final long serialVersionUID = 1L;

    private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);

    private final ScoreForm form;
    private transient @Nullable ScoringModel model;
    private final Seq<Expression> children;

    /**
     * Made for SQL without a model, for code with one.
     *
     * @param model null if it is still to be read from the folder that the first child names
     * @param children the folder, then the features
     */
    public ModelCall(ScoreForm form, @Nullable ScoringModel model, Seq<Expression> children) {
        this.form = form;
        this.model = model;
        this.children = children;
    }

    ScoreForm form() {
        return form;
    }

    /** The model, read at the first use of this call or of the one that it was copied from. */
    ScoringModel model() {
        ScoringModel known = model;
        if (known == null) {
            String folder = String.valueOf(children.head().eval(null));
            known = ScoringModel.load(
                    folder, SparkSession.active().sessionState().newHadoopConf());
            model = known;
        }
        return known;
    }

    /** The features; decimals are brought to double, a bare NULL to an array of any length, all else is read as it is. */
    List<Expression> features() {
        return arguments().stream().map(ModelCall::readable).toList();
    }

    private static Expression readable(Expression argument) {
        if (argument.dataType() instanceof DecimalType) {
            return Cast$.MODULE$.apply(argument, DataTypes.DoubleType, false);
        }
        if (argument.dataType() instanceof NullType) {
            return Cast$.MODULE$.apply(argument, FLOATS, false);
        }
        return argument;
    }

    /** What messages call a feature; what guards it does not belong to its name. */
    static String name(Expression feature) {
        return feature instanceof If choice && choice.falseValue() instanceof Literal none && none.value() == null
                ? name(choice.trueValue())
                : package$.MODULE$.toPrettySQL(feature, true);
    }

    /** The same call for rows of which a condition holds; for others its features, and so its result, are null. */
    ModelCall guardedBy(Expression condition) {
        List<Expression> guarded = new ArrayList<>(List.of(children.head()));
        for (Expression argument : arguments()) {
            guarded.add(new If(condition, argument, new Literal(null, argument.dataType())));
        }
        return new ModelCall(form, model(), Scala.seq(guarded));
    }

    /** Equal for calls that one pass through one model serves: those of the same features, whatever their form. */
    Expression pass() {
        return new ModelCall(ScoreForm.SCORES, model(), children).canonicalized();
    }

    /** Whether a feature is itself made of a call. */
    boolean callsWithin() {
        return CallExtraction.anyCall(Scala.list(children));
    }

    @Override
    public DataType dataType() {
        return switch (form) {
            case CLASS -> DataTypes.IntegerType;
            case PROBABILITIES -> FLOATS;
            case SCORES -> model().outputWidth() == 1 ? DataTypes.DoubleType : FLOATS;
        };
    }

    /** A null feature gives null, and so does {@code arclight_classify} of a row with an output that is NaN. */
    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        if (model == null) {
            if (children.isEmpty()
                    || !children.head().foldable()
                    || !(children.head().dataType() instanceof StringType)
                    || !(children.head().eval(null) instanceof UTF8String)) {
                return new TypeCheckResult.TypeCheckFailure(
                        "the first argument must be a constant string, the model's folder");
            }
        }
        try {
            checkFeatures(model());
            return TypeCheckResult.TypeCheckSuccess$.MODULE$;
        } catch (ArclightException e) {
            return new TypeCheckResult.TypeCheckFailure(e.getMessage());
        }
    }

    private void checkFeatures(ScoringModel known) {
        List<Expression> features = features();
        String reads = "model '" + known.location() + "' reads " + known.inputWidth() + " features (shape "
                + Arrays.toString(known.inputShape()) + ")";
        boolean variable = false;
        for (Expression feature : features) {
            FeatureColumn column = FeatureColumn.of(name(feature), 0, feature.dataType());
            variable |= column.variable();
        }
        int given = features.size();
        if (variable ? given > known.inputWidth() : given != known.inputWidth()) {
            String what = given == 1 ? "1 number" : given + " numbers";
            throw new DataException(
                    given == 0
                            ? "(none)"
                            : features.stream().map(ModelCall::name).collect(Collectors.joining(", ")),
                    reads + ", not " + what + "; give one array of that length or that many numbers");
        }
        if (form == ScoreForm.CLASS && known.outputWidth() == 1) {
            throw new ArclightException("model '" + known.location()
                    + "' has one output and so no classes to choose from; use arclight_predict and compare");
        }
    }

    @Override
    public String prettyName() {
        return switch (form) {
            case SCORES -> ArclightExtensions.PREDICT;
            case CLASS -> ArclightExtensions.CLASSIFY;
            case PROBABILITIES -> ArclightExtensions.PROBABILITIES;
        };
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

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        boolean sameFolder = children.nonEmpty() && newChildren.head().equals(children.head());
        return new ModelCall(form, sameFolder ? model : null, newChildren);
    }

    @Override
    public int productArity() {
        return 3;
    }

    @Override
    public @Nullable Object productElement(int n) {
        return switch (n) {
            case 0 -> form;
            case 1 -> model;
            case 2 -> children;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof ModelCall;
    }

    /** Calls of a folder whose model has changed in between differ, so a cached result is not taken for the new one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof ModelCall that
                && form == that.form
                && children.equals(that.children)
                && Objects.equals(model, that.model);
    }

    @Override
    public int hashCode() {
        return 31 * form.hashCode() + children.hashCode();
    }

    private List<Expression> arguments() {
        return Scala.list(children).subList(1, children.length());
    }

    private ArclightException notPlanned() {
        return new ArclightException(prettyName() + " was called in a session that cannot plan it; set"
                + " spark.sql.extensions=" + ArclightExtensions.class.getName() + " before the session starts");
    }
}
