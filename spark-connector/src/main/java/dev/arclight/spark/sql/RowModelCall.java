package dev.arclight.spark.sql;

import dev.arclight.spark.data.FeatureReader;
import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.score.BatchScorer;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The slow way, one row at a time: for calls inside a lambda, or over both sides of an outer join's condition.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class RowModelCall extends Expression implements CodegenFallback, Serializable {
    private static final long serialVersionUID = 1L;

    private final Seq<Expression> features;
    private final PredictGroup group;
    private final DataType type;
    private transient @Nullable FeatureReader reader;
    private transient @Nullable BatchScorer scorer;

    /**
     * Made once for a call.
     *
     * @param group the model, reading the features from a row of nothing else, with one output
     */
    public RowModelCall(Seq<Expression> features, PredictGroup group, DataType type) {
        this.features = features;
        this.group = group;
        this.type = type;
    }

    @Override
    public @Nullable Object eval(InternalRow input) {
        FeatureReader read = reader;
        BatchScorer score = scorer;
        if (read == null || score == null) {
            read = group.reader(new RowPosition(RowPosition.Origin.ELSEWHERE));
            score = group.scorer(1);
            reader = read;
            scorer = score;
        }
        Object[] fields = new Object[features.length()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = features.apply(i).eval(input);
        }
        if (!read.read(new GenericInternalRow(fields), score.features(), 0, 0)) {
            return null;
        }
        score.score(1);
        return group.outputs().get(0).value(score, 0);
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return CodegenFallback.super.doGenCode(context, code);
    }

    @Override
    public DataType dataType() {
        return type;
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public String prettyName() {
        return "arclight_predict_row";
    }

    @Override
    public Seq<Expression> children() {
        return features;
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return new RowModelCall(newChildren, group, type);
    }

    @Override
    public int productArity() {
        return 3;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> features;
            case 1 -> group;
            case 2 -> type;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof RowModelCall;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RowModelCall that
                && features.equals(that.features)
                && group.equals(that.group)
                && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return 31 * features.hashCode() + group.hashCode();
    }
}
