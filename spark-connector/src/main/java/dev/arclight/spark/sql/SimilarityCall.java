package dev.arclight.spark.sql;

import dev.arclight.spark.plan.Scala;
import dev.arclight.tensor.ShapeException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.codegen.Block;
import org.apache.spark.sql.catalyst.expressions.codegen.CodeBlock;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.codegen.JavaCode;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The cosine of two vectors, as {@code torch.nn.functional.cosine_similarity} computes it, in double; null if a vector or one of
 * its numbers is. Part of the code that Spark generates.
 *
 * <p>Public for Catalyst, which copies it by reflection, and for generated code, which calls {@link #of}.
 */
public final class SimilarityCall extends Expression implements Serializable {
    private static final long serialVersionUID = 1L;

    /** PyTorch's eps: shorter vectors count as this long, so that a vector of zeros is like none. */
    private static final double SHORTEST = 1e-8;

    private final Expression left;
    private final Expression right;

    public SimilarityCall(Expression left, Expression right) {
        this.left = left;
        this.right = right;
    }

    /**
     * The cosine, or null if a number is null.
     *
     * @throws ShapeException if the lengths differ
     */
    public static @Nullable Double of(ArrayData a, boolean floatA, ArrayData b, boolean floatB) {
        int length = a.numElements();
        if (length != b.numElements()) {
            throw new ShapeException(ArclightExtensions.SIMILARITY + ": a vector of " + length + " numbers and one of "
                    + b.numElements() + " have no cosine; expected equal lengths: compare vectors of one model");
        }
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < length; i++) {
            if (a.isNullAt(i) || b.isNullAt(i)) {
                return null;
            }
            double x = floatA ? a.getFloat(i) : a.getDouble(i);
            double y = floatB ? b.getFloat(i) : b.getDouble(i);
            dot += x * y;
            squaresA += x * x;
            squaresB += y * y;
        }
        return dot / (Math.max(Math.sqrt(squaresA), SHORTEST) * Math.max(Math.sqrt(squaresB), SHORTEST));
    }

    @Override
    public @Nullable Object eval(InternalRow input) {
        Object a = left.eval(input);
        Object b = a == null ? null : right.eval(input);
        return a == null || b == null ? null : of((ArrayData) a, isFloat(left), (ArrayData) b, isFloat(right));
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        ExprCode a = left.genCode(context);
        ExprCode b = right.genCode(context);
        String found = context.freshName("cosine");
        // The names stand between the texts, so that Spark can put others in their place.
        List<Object> parts = List.of(
                "boolean ",
                code.isNull(),
                " = ",
                a.isNull(),
                " || ",
                b.isNull(),
                ";\n",
                "double ",
                code.value(),
                " = -1.0;\n",
                "if (!",
                code.isNull(),
                ") {\n  Double " + found + " = " + SimilarityCall.class.getName() + ".of(",
                a.value(),
                ", " + isFloat(left) + ", ",
                b.value(),
                ", " + isFloat(right) + ");\n",
                "  if (" + found + " == null) {\n    ",
                code.isNull(),
                " = true;\n  } else {\n    ",
                code.value(),
                " = " + found + ".doubleValue();\n  }\n}\n");
        List<String> texts = new ArrayList<>(List.of(""));
        List<JavaCode> names = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof JavaCode name) {
                names.add(name);
                texts.add("");
            } else {
                texts.set(texts.size() - 1, texts.get(texts.size() - 1) + part);
            }
        }
        Block block = a.code().$plus(b.code()).$plus(new CodeBlock(Scala.seq(texts), Scala.seq(names)));
        return code.copy(block, code.isNull(), code.value());
    }

    private static boolean isFloat(Expression vector) {
        return vector.dataType() instanceof ArrayType array && array.elementType() == DataTypes.FloatType;
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        for (Expression vector : new Expression[] {left, right}) {
            boolean fits = isFloat(vector)
                    || vector.dataType() instanceof ArrayType array && array.elementType() == DataTypes.DoubleType;
            if (!fits) {
                return new TypeCheckResult.TypeCheckFailure(ArclightExtensions.SIMILARITY
                        + " reads two vectors, got " + vector.dataType().catalogString()
                        + "; expected array<float> or array<double>: convert it with cast");
            }
        }
        return TypeCheckResult.TypeCheckSuccess$.MODULE$;
    }

    @Override
    public DataType dataType() {
        return DataTypes.DoubleType;
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public String prettyName() {
        return ArclightExtensions.SIMILARITY;
    }

    @Override
    public String toString() {
        return prettyName() + "(" + left + ", " + right + ")";
    }

    @Override
    public Seq<Expression> children() {
        return Scala.seq(List.of(left, right));
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return new SimilarityCall(newChildren.apply(0), newChildren.apply(1));
    }

    @Override
    public int productArity() {
        return 2;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> left;
            case 1 -> right;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof SimilarityCall;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SimilarityCall that && left.equals(that.left) && right.equals(that.right);
    }

    @Override
    public int hashCode() {
        return 31 * left.hashCode() + right.hashCode();
    }
}
