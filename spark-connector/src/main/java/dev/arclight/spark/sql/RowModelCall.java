package dev.arclight.spark.sql;

import dev.arclight.spark.data.RowPosition;
import dev.arclight.spark.plan.Scala;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The slow way, one row at a time: for calls inside a lambda, or over both sides of an outer join's condition. Plans show it as
 * the function's name with {@code _row} behind.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class RowModelCall extends Expression implements CodegenFallback, Serializable {
    private static final long serialVersionUID = 1L;

    private final Seq<Expression> features;
    private final CallGroup group;
    private final String name;
    private final DataType type;
    private transient @Nullable Running running;

    /** A task's session, and where its result is put. */
    private record Running(CallSession session, RowPosition position, SpecificInternalRow result) {}

    /**
     * Made once for a call.
     *
     * @param group the model, reading the features from a row of nothing else, with one result
     * @param name of the function that was called
     */
    public RowModelCall(Seq<Expression> features, CallGroup group, String name, DataType type) {
        this.features = features;
        this.group = group;
        this.name = name;
        this.type = type;
    }

    @Override
    public @Nullable Object eval(InternalRow input) {
        Running now = running;
        if (now == null) {
            RowPosition position = new RowPosition(RowPosition.Origin.ELSEWHERE);
            now = new Running(group.open(1, position), position, new SpecificInternalRow(Scala.seq(type)));
            running = now;
        }
        Object[] fields = new Object[features.length()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = features.apply(i).eval(input);
        }
        now.session.clear();
        now.session.read(new GenericInternalRow(fields), 0, 0);
        now.position.passed(1);
        now.session.score();
        now.session.write(0, now.result);
        return now.result.isNullAt(0) ? null : now.result.get(0, type);
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
        return name + "_row";
    }

    @Override
    public Seq<Expression> children() {
        return features;
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return new RowModelCall(newChildren, group, name, type);
    }

    @Override
    public int productArity() {
        return 4;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> features;
            case 1 -> group;
            case 2 -> name;
            case 3 -> type;
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
                && name.equals(that.name)
                && type.equals(that.type);
    }

    @Override
    public int hashCode() {
        return 31 * features.hashCode() + group.hashCode();
    }
}
