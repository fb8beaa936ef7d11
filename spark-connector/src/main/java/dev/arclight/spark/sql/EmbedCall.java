package dev.arclight.spark.sql;

import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.spark.tokens.SharedEmbedder;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Cast$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * The vector of a text, {@code array<float>}; null for a null text.
 *
 * <p>Public, with a constructor that takes the product's elements in order, because Catalyst copies trees by reflection.
 */
public final class EmbedCall extends BatchedCall {
    private static final long serialVersionUID = 1L;

    private static final DataType VECTOR = DataTypes.createArrayType(DataTypes.FloatType, false);

    private transient @Nullable SharedEmbedder embedder;
    private final @Nullable EmbeddingSettings settings;

    /** What one pass goes through; another pooling or length of the same embedder is another one. */
    private record Model(SharedEmbedder embedder, EmbeddingSettings settings) {}

    /**
     * Made for SQL without an embedder, for code with one.
     *
     * @param embedder null if it is still to be read from what the first child names
     * @param settings null for those of the folder
     * @param children the name or folder, then the text
     */
    public EmbedCall(
            @Nullable SharedEmbedder embedder, @Nullable EmbeddingSettings settings, Seq<Expression> children) {
        super(children);
        this.embedder = embedder;
        this.settings = settings;
    }

    @Override
    Object model() {
        return new Model(embedder(), settings());
    }

    private SharedEmbedder embedder() {
        SharedEmbedder known = embedder;
        if (known == null) {
            known = SharedEmbedder.load(
                    String.valueOf(children().head().eval(null)), SparkApi.hadoop(SparkSession.active()));
            embedder = known;
        }
        return known;
    }

    private EmbeddingSettings settings() {
        return settings == null ? embedder().settings() : settings;
    }

    @Override
    List<Expression> inputs() {
        return arguments().stream()
                .map(text -> text.dataType() instanceof NullType
                        ? Cast$.MODULE$.apply(text, DataTypes.StringType, false)
                        : text)
                .toList();
    }

    @Override
    EmbedCall with(Seq<Expression> newChildren) {
        return new EmbedCall(embedder(), settings, newChildren);
    }

    @Override
    Expression pass() {
        return canonicalized();
    }

    @Override
    CallGroup group(SparkContext context, List<Integer> ordinals, List<Member> members) {
        return new EmbedGroup(
                embedder().broadcast(context),
                settings(),
                ModelCall.name(inputs().get(0)),
                ordinals.get(0),
                members.stream().map(Member::field).toList());
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        if (children().length() != 2) {
            return new TypeCheckResult.TypeCheckFailure(
                    "takes two arguments, a constant name or folder of a model and a text");
        }
        Expression name = children().head();
        if (embedder == null
                && !(name.foldable()
                        && name.dataType() instanceof StringType
                        && name.eval(null) instanceof UTF8String)) {
            return new TypeCheckResult.TypeCheckFailure(
                    "the first argument must be a constant string, the model's name or folder");
        }
        DataType type = children().apply(1).dataType();
        if (!(type instanceof StringType) && !(type instanceof NullType)) {
            return new TypeCheckResult.TypeCheckFailure(ArclightExtensions.EMBED + " reads text, got "
                    + type.catalogString() + "; expected string: convert it with cast");
        }
        try {
            embedder();
            return TypeCheckResult.TypeCheckSuccess$.MODULE$;
        } catch (ArclightException e) {
            return new TypeCheckResult.TypeCheckFailure(e.getMessage());
        }
    }

    @Override
    public DataType dataType() {
        return VECTOR;
    }

    @Override
    public String prettyName() {
        return ArclightExtensions.EMBED;
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        boolean same =
                children().nonEmpty() && newChildren.head().equals(children().head());
        return new EmbedCall(same ? embedder : null, settings, newChildren);
    }

    @Override
    public int productArity() {
        return 3;
    }

    @Override
    public @Nullable Object productElement(int n) {
        return switch (n) {
            case 0 -> embedder;
            case 1 -> settings;
            case 2 -> children();
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof EmbedCall;
    }

    /** Calls of a folder whose model has changed in between differ, so a cached result is not taken for the new one. */
    @Override
    public boolean equals(Object other) {
        return other instanceof EmbedCall that
                && children().equals(that.children())
                && Objects.equals(settings, that.settings)
                && Objects.equals(embedder, that.embedder);
    }

    @Override
    public int hashCode() {
        return 31 * EmbedCall.class.hashCode() + children().hashCode();
    }
}
