package dev.arclight.spark.tokens;

import dev.arclight.spark.files.NamedModels;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenFallback;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

/**
 * The ids of a text's tokens, {@code array<int>}; null for a null text. The tokenizer is broadcast, and built once in each JVM.
 *
 * <p>Public for Catalyst, which copies it by reflection.
 */
public final class TokenizeCall extends Expression implements CodegenFallback, Serializable {
    private static final long serialVersionUID = 1L;

    private static final DataType IDS = DataTypes.createArrayType(DataTypes.IntegerType, false);
    private static final int FIRST_ROOM = 512;

    private final Seq<Expression> texts;
    private final String location;

    /** Of the tokenizer, so that calls with equal ones are equal here and, where plans are interpreted, in tasks. */
    private final String checksum;

    private final Broadcast<SharedTokenizer> tokenizer;
    private final IdSettings settings;
    private transient @Nullable Tokenizer built;
    private transient int @Nullable [] room;

    /**
     * Made once for a call.
     *
     * @param texts the one expression that gives the text
     * @param location of the tokenizer, for plans
     * @param checksum of the tokenizer
     */
    public TokenizeCall(
            Seq<Expression> texts,
            String location,
            String checksum,
            Broadcast<SharedTokenizer> tokenizer,
            IdSettings settings) {
        this.texts = texts;
        this.location = location;
        this.checksum = checksum;
        this.tokenizer = tokenizer;
        this.settings = settings;
    }

    /**
     * A call in SQL: a constant tokenizer and a text.
     *
     * @throws TokenizerException if there are not two arguments, the first is no constant text, or it cannot be read
     */
    public static TokenizeCall of(List<Expression> arguments) {
        if (arguments.size() != 2
                || !arguments.get(0).foldable()
                || !(arguments.get(0).dataType() instanceof StringType)) {
            throw new TokenizerException(
                    "arclight_tokenize takes two arguments, a constant path of a tokenizer.json or name of a model and a text; got "
                            + arguments);
        }
        SparkSession session = SparkSession.active();
        SharedTokenizer shared = SharedTokenizer.load(
                NamedModels.folder(String.valueOf(arguments.get(0).eval(null))), SparkApi.hadoop(session));
        return new TokenizeCall(
                only(arguments.get(1)),
                shared.location(),
                shared.checksum(),
                session.sparkContext().broadcast(shared, ClassTag$.MODULE$.apply(SharedTokenizer.class)),
                new IdSettings(true, 0));
    }

    /** A sequence of one. */
    public static Seq<Expression> only(Expression text) {
        return CollectionConverters.<Expression>asScala(List.of(text)).toList();
    }

    @Override
    public @Nullable Object eval(InternalRow input) {
        Object text = texts.apply(0).eval(input);
        if (text == null) {
            return null;
        }
        Tokenizer tokens = built;
        int[] ids = room;
        if (tokens == null || ids == null) {
            tokens = settings.apply(tokenizer.value().get());
            ids = new int[FIRST_ROOM];
            built = tokens;
        }
        String characters = text.toString();
        int count = tokens.encodeInto(characters, settings.addSpecialTokens(), ids);
        if (count > ids.length) {
            ids = new int[count];
            count = tokens.encodeInto(characters, settings.addSpecialTokens(), ids);
        }
        room = ids;
        return UnsafeArrayData.fromPrimitiveArray(Arrays.copyOf(ids, count));
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        DataType type = texts.apply(0).dataType();
        return type instanceof StringType
                ? TypeCheckResult.TypeCheckSuccess$.MODULE$
                : new TypeCheckResult.TypeCheckFailure("arclight_tokenize reads text, got " + type.catalogString()
                        + "; expected string: convert it with cast");
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return CodegenFallback.super.doGenCode(context, code);
    }

    @Override
    public DataType dataType() {
        return IDS;
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public String prettyName() {
        return "arclight_tokenize";
    }

    @Override
    public String toString() {
        return prettyName() + "(" + location + ", " + texts.apply(0) + ")";
    }

    @Override
    public Seq<Expression> children() {
        return texts;
    }

    @Override
    public Expression withNewChildrenInternal(IndexedSeq<Expression> newChildren) {
        return new TokenizeCall(newChildren, location, checksum, tokenizer, settings);
    }

    @Override
    public int productArity() {
        return 5;
    }

    @Override
    public Object productElement(int n) {
        return switch (n) {
            case 0 -> texts;
            case 1 -> location;
            case 2 -> checksum;
            case 3 -> tokenizer;
            case 4 -> settings;
            default -> throw new IndexOutOfBoundsException(n);
        };
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof TokenizeCall;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenizeCall that
                && texts.equals(that.texts)
                && checksum.equals(that.checksum)
                && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return Objects.hash(texts, checksum, settings);
    }
}
