package dev.arclight.spark.text;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.tokens.IdSettings;
import dev.arclight.spark.tokens.SharedTokenizer;
import dev.arclight.spark.tokens.TokenizeCall;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tokenizers.Padding;
import dev.arclight.tokenizers.Tokenizer;
import dev.arclight.tokenizers.text.TokenizerException;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.reflect.ClassTag$;

/**
 * Turns a text column into the ids of its tokens, {@code array<int>}, and where asked into a mask of those that are no
 * padding. A null text has null ids. The tokenizer is sent to each executor once and shared by its tasks.
 *
 * <pre>{@code
 * TokenizerTransformer tokenize = new TokenizerTransformer()
 *         .setTokenizer("hdfs:///models/bert/tokenizer.json")
 *         .setInputCol("review").setOutputCol("input_ids").setAttentionMaskCol("attention_mask")
 *         .setMaxLength(128).setPadding("max_length");
 * }</pre>
 *
 * <p>Saved, it is a folder of Spark ML with a copy of the tokenizer.json in it.
 */
public final class TokenizerTransformer extends Transformer implements MLWritable {
    private static final long serialVersionUID = 1L;

    /** For {@link #padding}: rows are as long as their texts. */
    public static final String NO_PADDING = "none";

    /** For {@link #padding}: rows are {@link #maxLength} long. */
    public static final String MAX_LENGTH = "max_length";

    private final String uid;
    private transient @Nullable SharedTokenizer tokenizer;

    public TokenizerTransformer() {
        this(Identifiable.randomUID("tokenizer"));
    }

    /** Loading and copying call this by reflection. */
    public TokenizerTransformer(String uid) {
        this.uid = uid;
        setDefault(inputCol(), "text");
        setDefault(outputCol(), "input_ids");
        setDefault(attentionMaskCol(), "");
        setDefault(addSpecialTokens(), true);
        setDefault(maxLength(), 0);
        setDefault(padding(), NO_PADDING);
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> inputCol() {
        return new Param<>(this, "inputCol", "text column");
    }

    public Param<String> outputCol() {
        return new Param<>(this, "outputCol", "column to add: the tokens' ids, array<int>");
    }

    public Param<String> attentionMaskCol() {
        return new Param<>(
                this,
                "attentionMaskCol",
                "column to add: 1 for each token and 0 for padding, array<int>; empty to add none");
    }

    public BooleanParam addSpecialTokens() {
        return new BooleanParam(
                this, "addSpecialTokens", "whether marks such as [CLS] and [SEP] are put around each text");
    }

    public IntParam maxLength() {
        return new IntParam(
                this,
                "maxLength",
                "tokens beyond which a text is cut off, marks included; 0 for what the tokenizer itself says",
                ParamValidators.gtEq(0));
    }

    public Param<String> padding() {
        return new Param<>(
                this,
                "padding",
                "none, or max_length to fill each row up to maxLength with the tokenizer's padding token",
                ParamValidators.inArray(new String[] {NO_PADDING, MAX_LENGTH}));
    }

    /**
     * Adds the columns.
     *
     * @throws DataException if the text column is missing or holds no text, or an output column is there already
     * @throws TokenizerException if there is no tokenizer, padding has no length, or the tokenizer no token for it
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        SharedTokenizer shared = require();
        boolean pads = getPadding().equals(MAX_LENGTH);
        if (pads && getMaxLength() == 0) {
            throw new TokenizerException("padding is max_length but maxLength is 0; set maxLength");
        }
        Column padding = pads ? functions.lit(padId(shared.get())) : null;
        SparkSession session = dataset.sparkSession();
        Broadcast<SharedTokenizer> sent =
                session.sparkContext().broadcast(shared, ClassTag$.MODULE$.apply(SharedTokenizer.class));
        Column text = Columns.of(dataset, getInputCol());
        Column call = SparkApi.column(new TokenizeCall(
                TokenizeCall.only(SparkApi.expression(text)),
                shared.location(),
                shared.checksum(),
                sent,
                new IdSettings(getAddSpecialTokens(), getMaxLength())));
        Dataset<Row> tokenized = dataset.toDF().withColumn(getOutputCol(), call);
        Column ids = Columns.of(tokenized, getOutputCol());
        if (!getAttentionMaskCol().isEmpty()) {
            Column ones = functions.transform(ids, id -> functions.lit(1));
            tokenized = tokenized.withColumn(
                    getAttentionMaskCol(), padding == null ? ones : filledUp(ones, ids, functions.lit(0)));
        }
        return padding == null ? tokenized : tokenized.withColumn(getOutputCol(), filledUp(ids, ids, padding));
    }

    /** As many elements more as {@code ids} are short of the longest row; null stays null. */
    private Column filledUp(Column row, Column ids, Column element) {
        Column missing = functions.lit(getMaxLength()).minus(functions.array_size(ids));
        return functions.concat(row, functions.array_repeat(element, missing));
    }

    private int padId(Tokenizer with) {
        return Padding.to(getMaxLength(), with)
                .orElseThrow(() -> new TokenizerException(
                        "the tokenizer has no padding, and none of the tokens [PAD], <pad> and <|endoftext|>;"
                                + " give it a padding with withPadding"))
                .id();
    }

    private SharedTokenizer require() {
        SharedTokenizer known = tokenizer;
        if (known == null) {
            throw new TokenizerException("the stage has no tokenizer; call setTokenizer before transform");
        }
        return known;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        DataType text = Columns.require(schema, getInputCol()).dataType();
        if (!(text instanceof StringType)) {
            throw new DataException(
                    getInputCol(),
                    "type " + text.catalogString() + " is no text; expected string: convert it with cast");
        }
        StructType wider = withColumn(schema, getOutputCol());
        return getAttentionMaskCol().isEmpty() ? wider : withColumn(wider, getAttentionMaskCol());
    }

    private static StructType withColumn(StructType schema, String name) {
        if (Columns.find(schema, name).isPresent()) {
            throw new DataException(name, "is to be added but is there already; drop it or set another output column");
        }
        return schema.add(name, DataTypes.createArrayType(DataTypes.IntegerType, false), true);
    }

    @Override
    public TokenizerTransformer copy(ParamMap extra) {
        TokenizerTransformer copy = defaultCopy(extra);
        copy.tokenizer = tokenizer;
        return copy;
    }

    @Override
    public MLWriter write() {
        return new TokenizerWriter(this, require());
    }

    /** Reads a stage that {@code write().save} wrote. */
    public static MLReader<TokenizerTransformer> read() {
        return new TokenizerReader();
    }

    public static TokenizerTransformer load(String path) {
        return read().load(path);
    }

    /**
     * A tokenizer.json or a folder that holds one, on any file system that Spark knows; read now.
     *
     * @throws TokenizerException if it cannot be read
     */
    public TokenizerTransformer setTokenizer(String location) {
        return setTokenizer(SharedTokenizer.load(location, SparkApi.hadoop(SparkSession.active())));
    }

    public TokenizerTransformer setTokenizer(Tokenizer value) {
        return setTokenizer(SharedTokenizer.of(value));
    }

    TokenizerTransformer setTokenizer(SharedTokenizer value) {
        tokenizer = value;
        return this;
    }

    public String getInputCol() {
        return getOrDefault(inputCol());
    }

    public String getOutputCol() {
        return getOrDefault(outputCol());
    }

    public String getAttentionMaskCol() {
        return getOrDefault(attentionMaskCol());
    }

    public boolean getAddSpecialTokens() {
        return (Boolean) getOrDefault(addSpecialTokens());
    }

    public int getMaxLength() {
        return (Integer) getOrDefault(maxLength());
    }

    public String getPadding() {
        return getOrDefault(padding());
    }

    public TokenizerTransformer setInputCol(String value) {
        set(inputCol(), value);
        return this;
    }

    public TokenizerTransformer setOutputCol(String value) {
        set(outputCol(), value);
        return this;
    }

    public TokenizerTransformer setAttentionMaskCol(String value) {
        set(attentionMaskCol(), value);
        return this;
    }

    public TokenizerTransformer setAddSpecialTokens(boolean value) {
        set(addSpecialTokens(), value);
        return this;
    }

    public TokenizerTransformer setMaxLength(int value) {
        set(maxLength(), value);
        return this;
    }

    public TokenizerTransformer setPadding(String value) {
        set(padding(), value);
        return this;
    }
}
