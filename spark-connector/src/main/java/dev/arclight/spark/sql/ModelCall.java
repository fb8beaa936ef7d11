package dev.arclight.spark.sql;

import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.files.NamedModels;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.Literal;
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
 * A call of a model that reads features: its name or folder, then the features.
 *
 * <p>Public, with a constructor that takes the product's elements in order, because Catalyst copies trees by reflection.
 */
public final class ModelCall extends BatchedCall {
    private static final long serialVersionUID = 1L;

    private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType, false);

    private final ScoreForm form;
    private transient @Nullable ScoringModel model;

    /**
     * Made for SQL without a model, for code with one.
     *
     * @param model null if it is still to be read from the folder that the first child names
     * @param children the name or folder, then the features
     */
    public ModelCall(ScoreForm form, @Nullable ScoringModel model, Seq<Expression> children) {
        super(children);
        this.form = form;
        this.model = model;
    }

    /** The model, read at the first use of this call or of the one that it was copied from. */
    @Override
    ScoringModel model() {
        ScoringModel known = model;
        if (known == null) {
            String folder = NamedModels.folder(String.valueOf(children().head().eval(null)));
            known = ScoringModel.load(folder, SparkApi.hadoop(SparkSession.active()));
            model = known;
        }
        return known;
    }

    /** The features; decimals are brought to double, a bare NULL to an array of any length, all else is read as it is. */
    @Override
    List<Expression> inputs() {
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
                : SparkApi.sql(feature);
    }

    @Override
    ModelCall with(Seq<Expression> newChildren) {
        return new ModelCall(form, model(), newChildren);
    }

    /** Calls of the same features share a pass, whatever their form. */
    @Override
    Expression pass() {
        return new ModelCall(ScoreForm.SCORES, model(), children()).canonicalized();
    }

    @Override
    CallGroup group(SparkContext context, List<Integer> ordinals, List<Member> members) {
        List<FeatureColumn> columns = new ArrayList<>();
        for (Expression feature : inputs()) {
            columns.add(FeatureColumn.of(name(feature), ordinals.get(columns.size()), feature.dataType()));
        }
        List<PredictGroup.Output> outputs = new ArrayList<>();
        for (Member member : members) {
            outputs.add(
                    new PredictGroup.Output(member.field(), ((ModelCall) member.call()).form, model().outputWidth()));
        }
        return new PredictGroup(model(), context, columns, outputs);
    }

    @Override
    public DataType dataType() {
        return switch (form) {
            case CLASS -> DataTypes.IntegerType;
            case PROBABILITIES -> FLOATS;
            case SCORES -> model().outputWidth() == 1 ? DataTypes.DoubleType : FLOATS;
        };
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        if (model == null) {
            if (children().isEmpty()
                    || !children().head().foldable()
                    || !(children().head().dataType() instanceof StringType)
                    || !(children().head().eval(null) instanceof UTF8String)) {
                return new TypeCheckResult.TypeCheckFailure(
                        "the first argument must be a constant string, the model's name or folder");
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
        List<Expression> features = inputs();
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
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        boolean sameFolder =
                children().nonEmpty() && newChildren.head().equals(children().head());
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
            case 2 -> children();
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
                && children().equals(that.children())
                && Objects.equals(model, that.model);
    }

    @Override
    public int hashCode() {
        return 31 * form.hashCode() + children().hashCode();
    }
}
