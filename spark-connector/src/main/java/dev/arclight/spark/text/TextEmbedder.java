package dev.arclight.spark.text;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.model.embedding.Embedder;
import dev.arclight.model.embedding.EmbeddingSettings;
import dev.arclight.model.embedding.Pooling;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.sql.ModelColumns;
import dev.arclight.spark.tokens.SharedEmbedder;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import java.util.Locale;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.linalg.SQLDataTypes;
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
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Turns a text column into vectors, {@code array<float>} or ML vectors. A null text has a null vector. The model is sent to each
 * executor once and shared by its tasks; texts of a batch that have equally many tokens go through it together, so that short
 * ones do not pay for long ones, and a text's vector has the same bits wherever it is computed.
 *
 * <pre>{@code
 * TextEmbedder embed = new TextEmbedder()
 *         .setModel("hdfs:///models/sentences")          // what Embedder.save wrote
 *         .setInputCol("review").setOutputCol("vector");
 * }</pre>
 *
 * <p>Saved, it is a folder of Spark ML with a copy of the model in it.
 */
public final class TextEmbedder extends Transformer implements MLWritable {
    private static final long serialVersionUID = 1L;

    /** For {@link #outputType}: {@code array<float>}. */
    public static final String ARRAY = "array";

    /** For {@link #outputType}: a dense vector of Spark ML, which holds doubles. */
    public static final String VECTOR = "vector";

    private static final String AS_THE_MODEL = "model";

    private final String uid;
    private transient @Nullable SharedEmbedder embedder;

    public TextEmbedder() {
        this(Identifiable.randomUID("textEmbedder"));
    }

    /** Loading and copying call this by reflection. */
    public TextEmbedder(String uid) {
        this.uid = uid;
        setDefault(inputCol(), "text");
        setDefault(outputCol(), "embedding");
        setDefault(outputType(), ARRAY);
        setDefault(pooling(), AS_THE_MODEL);
        setDefault(maxLength(), 0);
    }

    @Override
    public String uid() {
        return uid;
    }

    public Param<String> inputCol() {
        return new Param<>(this, "inputCol", "text column");
    }

    public Param<String> outputCol() {
        return new Param<>(this, "outputCol", "column to add: the texts' vectors");
    }

    public Param<String> outputType() {
        return new Param<>(
                this,
                "outputType",
                "array for array<float>, vector for vectors of Spark ML",
                ParamValidators.inArray(new String[] {ARRAY, VECTOR}));
    }

    public Param<String> pooling() {
        return new Param<>(
                this,
                "pooling",
                "how the tokens' vectors become one: mean, cls (the first) or max; model for what the model's folder says",
                ParamValidators.inArray(new String[] {AS_THE_MODEL, "mean", "cls", "max"}));
    }

    public BooleanParam normalize() {
        return new BooleanParam(
                this, "normalize", "whether vectors are brought to length 1; unset for what the model's folder says");
    }

    public IntParam maxLength() {
        return new IntParam(
                this,
                "maxLength",
                "tokens beyond which a text is cut off, marks included; 0 for what the model's folder says",
                ParamValidators.gtEq(0));
    }

    /**
     * Adds the column.
     *
     * @throws DataException if the text column is missing or holds no text, or the output column is there already
     * @throws ArclightException if there is no model
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        SharedEmbedder shared = require();
        Column vector = ModelColumns.embed(dataset, shared, settings(shared), Columns.of(dataset, getInputCol()));
        Dataset<Row> embedded = dataset.toDF().withColumn(getOutputCol(), vector);
        return getOutputType().equals(ARRAY)
                ? embedded
                : embedded.withColumn(getOutputCol(), Columns.vector(Columns.of(embedded, getOutputCol())));
    }

    private EmbeddingSettings settings(SharedEmbedder shared) {
        EmbeddingSettings settings = shared.settings();
        if (!getPooling().equals(AS_THE_MODEL)) {
            settings = settings.withPooling(Pooling.valueOf(getPooling().toUpperCase(Locale.ROOT)));
        }
        if (isSet(normalize())) {
            settings = settings.withNormalize((Boolean) getOrDefault(normalize()));
        }
        return getMaxLength() == 0 ? settings : settings.withMaxLength(getMaxLength());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        DataType text = Columns.require(schema, getInputCol()).dataType();
        if (!(text instanceof StringType)) {
            throw new DataException(
                    getInputCol(),
                    "type " + text.catalogString() + " is no text; expected string: convert it with cast");
        }
        if (Columns.find(schema, getOutputCol()).isPresent()) {
            throw new DataException(
                    getOutputCol(), "is to be added but is there already; drop it or set another output column");
        }
        DataType type = getOutputType().equals(ARRAY)
                ? DataTypes.createArrayType(DataTypes.FloatType, false)
                : SQLDataTypes.VectorType();
        return schema.add(getOutputCol(), type, true);
    }

    @Override
    public TextEmbedder copy(ParamMap extra) {
        TextEmbedder copy = defaultCopy(extra);
        copy.embedder = embedder;
        return copy;
    }

    @Override
    public MLWriter write() {
        return new TextEmbedderWriter(this, require());
    }

    /** Reads a stage that {@code write().save} wrote. */
    public static MLReader<TextEmbedder> read() {
        return new TextEmbedderReader();
    }

    public static TextEmbedder load(String path) {
        return read().load(path);
    }

    private SharedEmbedder require() {
        SharedEmbedder known = embedder;
        if (known == null) {
            throw new ArclightException("the stage has no model; call setModel before transform");
        }
        return known;
    }

    /**
     * A folder that {@link Embedder#save} wrote, on any file system that Spark knows, or a name that
     * {@code spark.arclight.model.<name>} gives to one; read now.
     *
     * @throws ModelAccessException if it cannot be read
     * @throws ModelFormatException if its files are unsound or make no embeddings
     */
    public TextEmbedder setModel(String nameOrFolder) {
        return setModel(SharedEmbedder.load(nameOrFolder, SparkApi.hadoop(SparkSession.active())));
    }

    /** A model that is in memory, as it is now. @throws ModelFormatException naming a layer that cannot be described */
    public TextEmbedder setModel(Embedder value) {
        return setModel(SharedEmbedder.of(value));
    }

    TextEmbedder setModel(SharedEmbedder value) {
        embedder = value;
        return this;
    }

    public String getInputCol() {
        return getOrDefault(inputCol());
    }

    public String getOutputCol() {
        return getOrDefault(outputCol());
    }

    public String getOutputType() {
        return getOrDefault(outputType());
    }

    public String getPooling() {
        return getOrDefault(pooling());
    }

    public int getMaxLength() {
        return (Integer) getOrDefault(maxLength());
    }

    public TextEmbedder setInputCol(String value) {
        set(inputCol(), value);
        return this;
    }

    public TextEmbedder setOutputCol(String value) {
        set(outputCol(), value);
        return this;
    }

    public TextEmbedder setOutputType(String value) {
        set(outputType(), value);
        return this;
    }

    public TextEmbedder setPooling(String value) {
        set(pooling(), value);
        return this;
    }

    public TextEmbedder setNormalize(boolean value) {
        set(normalize(), value);
        return this;
    }

    public TextEmbedder setMaxLength(int value) {
        set(maxLength(), value);
        return this;
    }
}
