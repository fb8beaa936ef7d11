package dev.arclight.spark.score;

import dev.arclight.io.ModelAccessException;
import dev.arclight.io.ModelFormatException;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.files.NamedModels;
import dev.arclight.spark.version.SparkApi;
import dev.arclight.tensor.ArclightException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Scores rows with the model of a model folder, in batches inside the query's plan, with one copy of the weights in each JVM;
 * of DataFrames and of streams.
 *
 * <pre>{@code
 * ArclightModel model = ArclightModel.ofFolder("hdfs:///models/reviews")
 *         .setInputCols("input_ids", "attention_mask").setOutputCols("score")
 *         .setErrorPolicy("column").setErrorCol("error").setModelIdCol("model");
 * Dataset<Row> scored = model.transform(reviews);
 * }</pre>
 *
 * <p>Inputs of float32, uint8 and int8 are read from numbers, arrays nested to any depth, binary and ML vectors, those of int64
 * and int32 from arrays of whole numbers, which are padded where the model takes any length. Saved, it is a folder of Spark ML
 * with a copy of the model in it, or with {@code modelFolder}'s path alone if it reloads.
 */
public final class ArclightModel extends Transformer implements ScoringParams, MLWritable {
    private static final long serialVersionUID = 1L;

    /** For {@link #outputType}: a number where there is one, an array where there are more. */
    public static final String AUTO = "auto";

    /** For {@link #outputType}: a number. */
    public static final String SCALAR = "scalar";

    /** For {@link #outputType}: an array, nested as the output's shape is. */
    public static final String ARRAY = "array";

    /** For {@link #outputType}: a vector of Spark ML. */
    public static final String VECTOR = "vector";

    /** For {@link #outputType}: one column with a field for each output. */
    public static final String STRUCT = "struct";

    /** For {@link #handleInvalid}: as {@link #errorPolicy} says. */
    public static final String ERROR = "error";

    /** For {@link #handleInvalid}: the row is left out. */
    public static final String SKIP = "skip";

    /** For {@link #handleInvalid}: the row has null predictions. */
    public static final String KEEP = "keep";

    /** For {@link #errorPolicy}: the query ends. */
    public static final String FAIL = "fail";

    /** For {@link #errorPolicy}: the row has null predictions, and what is wrong with it in {@link #errorCol}. */
    public static final String COLUMN = "column";

    private final String uid;

    /** The model, unless it is to be read from the folder. */
    private transient @Nullable ModelVersion own;

    /** What {@code modelFolder} was when the model was given; if it is other by now, the folder's model counts. */
    private transient String ownFolder = "";

    private transient @Nullable ModelRegistry registry;
    private transient @Nullable ScoringCounters counters;
    private transient @Nullable SparkContext countersOf;

    public ArclightModel() {
        this(Identifiable.randomUID("arclightModel"));
    }

    /** Loading and copying call this by reflection. */
    public ArclightModel(String uid) {
        this.uid = uid;
        setDefault(modelFolder(), "");
        setDefault(inputCols(), new String[0]);
        setDefault(outputCols(), new String[0]);
        setDefault(outputType(), AUTO);
        setDefault(handleInvalid(), ERROR);
        setDefault(errorPolicy(), FAIL);
        setDefault(errorCol(), "");
        setDefault(modelIdCol(), "");
        setDefault(checkNaN(), false);
        setDefault(batchSize(), BatchLimits.DEFAULT.rows());
        setDefault(maxBatchBytes(), BatchLimits.DEFAULT.bytes());
        setDefault(maxBatchTokens(), BatchLimits.DEFAULT.tokens());
        setDefault(bucketBatches(), 16);
        setDefault(padValue(), 0L);
        setDefault(batchTimeout(), 0.0);
        setDefault(hotReload(), false);
        setDefault(versionLogDir(), "");
    }

    /** The model in a folder on any file system that Spark knows, or the newest of a folder of versions. */
    public static ArclightModel ofFolder(String folder) {
        return new ArclightModel().setModelFolder(folder);
    }

    /**
     * A network as it is now; changing its weights later changes nothing here.
     *
     * @throws ModelFormatException naming a layer that a model folder cannot describe
     */
    public static ArclightModel ofModule(Module module, Signature signature) {
        return new ArclightModel().with(ModelVersion.of("memory", ScoringModel.copy(module, signature)));
    }

    /** A network that each executor makes. */
    public static ArclightModel ofFactory(NetworkFactory factory) {
        return new ArclightModel().with(ModelVersion.of("factory", ScoringModel.of(factory)));
    }

    ArclightModel with(ModelVersion version) {
        own = version;
        ownFolder = getModelFolder();
        return this;
    }

    @Override
    public String uid() {
        return uid;
    }

    /**
     * What the model reads and gives.
     *
     * @throws ModelAccessException if there is none that can be read
     */
    public Signature signature() {
        return version(SparkSession.active()).model().signature();
    }

    /** The id that {@link #modelIdCol} has for rows that are scored now: version, {@code @}, the checksum's beginning. */
    public String modelId() {
        return version(SparkSession.active()).id();
    }

    /** What tasks have counted so far, over all queries that this stage is part of; repeated tasks count again. */
    public ScoringReport metrics() {
        return counters(SparkSession.active().sparkContext()).report();
    }

    /**
     * Adds the output columns.
     *
     * @throws DataException if an input column is missing or cannot be read, or an output column is there already
     * @throws ModelAccessException if there is no model that can be read
     * @throws ModelFormatException if rows cannot be scored with the model
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        SparkSession session = dataset.sparkSession();
        ModelVersion version = version(session);
        Fields fields = fields(dataset.schema(), version);
        ModelChoice choice = dataset.isStreaming() && getHotReload()
                ? new ReloadedModel(registry(session).forQuery(version.model().signature()), log(session))
                : new ModelChoice.Fixed(version);
        ScorePlan plan = new ScorePlan(
                choice,
                fields.inputs.stream().map(List::size).toList(),
                fields.outputs,
                getOutputType().equals(STRUCT),
                rules(),
                counters(session.sparkContext()));
        return Plans.score(
                dataset, plan, fields.inputs.stream().flatMap(List::stream).toList(), fields.added);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        StructType wider = schema;
        for (StructField field : fields(schema, version(SparkSession.active())).added) {
            wider = wider.add(field);
        }
        return wider;
    }

    /**
     * What the model has to do with columns.
     *
     * @param inputs the columns of each input
     * @param added columns in their order
     */
    private record Fields(List<List<String>> inputs, List<ScoringOutput> outputs, List<StructField> added) {}

    private Fields fields(StructType schema, ModelVersion version) {
        ScoringModel model = version.model();
        List<List<String>> inputs = inputs(schema, model);
        List<StructField> added = new ArrayList<>();
        List<ScoringOutput> outputs = outputs(model, added);
        if (!getErrorCol().isEmpty()) {
            added.add(DataTypes.createStructField(getErrorCol(), DataTypes.StringType, true));
        }
        if (!getModelIdCol().isEmpty()) {
            added.add(DataTypes.createStructField(getModelIdCol(), DataTypes.StringType, false));
        }
        StructType wider = schema;
        for (StructField field : added) {
            if (Columns.find(wider, field.name()).isPresent()) {
                throw new DataException(
                        field.name(), "is to be added but is there already; drop it or set another output column");
            }
            wider = wider.add(field);
        }
        return new Fields(inputs, outputs, added);
    }

    private List<List<String>> inputs(StructType schema, ScoringModel model) {
        List<TensorSpec> specs = model.signature().inputs();
        List<String> names = List.of(getInputCols());
        if (names.isEmpty()) {
            names = specs.stream().map(TensorSpec::name).toList();
        }
        List<List<String>> inputs;
        if (specs.size() == 1) {
            inputs = List.of(names);
        } else if (specs.size() == names.size()) {
            inputs = names.stream().map(List::of).toList();
        } else {
            throw new ArclightException("inputCols are " + names + ", expected one for each of the " + specs.size()
                    + " inputs of model '" + model.location() + "', " + specs);
        }
        for (int i = 0; i < inputs.size(); i++) {
            requireReadable(schema, inputs.get(i), specs.get(i), model);
        }
        return inputs;
    }

    private static void requireReadable(StructType schema, List<String> names, TensorSpec spec, ScoringModel model) {
        List<FeatureColumn> columns = names.stream()
                .map(name ->
                        FeatureColumn.of(name, 0, Columns.require(schema, name).dataType()))
                .toList();
        String reads = "model '" + model.location() + "' reads " + spec;
        int[] shape = spec.shape();
        boolean batched = shape.length > 0 && shape[0] == TensorSpec.ANY;
        boolean fixed = Arrays.stream(shape).skip(1).allMatch(extent -> extent > 0);
        if (ScoringInput.isTokens(spec.dtype())) {
            if (!batched || !(fixed || shape.length == 2)) {
                throw new ModelFormatException(
                        reads + ", expected shape [-1, -1] or -1 (the batch) first and fixed extents"
                                + " behind it; save it with such a signature");
            }
            if (columns.size() != 1 || !columns.get(0).whole()) {
                throw new DataException(
                        String.join(", ", names), reads + "; give one column of whole numbers or of arrays of them");
            }
            return;
        }
        if (!batched || !fixed) {
            throw new ModelFormatException(reads
                    + ", expected -1 (the batch) first and fixed extents behind it; save it with such a signature");
        }
        int width = ScoringInput.width(spec);
        boolean variable = columns.stream().anyMatch(FeatureColumn::variable);
        if (variable ? columns.size() > width : columns.size() != width) {
            throw new DataException(
                    String.join(", ", names),
                    reads + ", " + width + " numbers a row, not " + columns.size()
                            + "; give one array of that length or that many numbers");
        }
        switch (spec.dtype()) {
            case FLOAT32, UINT8, INT8 -> {}
            case BOOL, INT16, INT32, INT64, FLOAT16, BFLOAT16, FLOAT64 ->
                throw new ModelFormatException(
                        reads + ", and columns are read as float32, uint8, int8, int32 or int64: let"
                                + " the model's first layer convert them");
        }
    }

    private List<ScoringOutput> outputs(ScoringModel model, List<StructField> added) {
        List<TensorSpec> specs = model.signature().outputs();
        List<String> names = List.of(getOutputCols());
        boolean structured = getOutputType().equals(STRUCT);
        int expected = structured ? 1 : specs.size();
        if (names.isEmpty()) {
            names = structured
                    ? List.of("prediction")
                    : specs.stream().map(TensorSpec::name).toList();
        } else if (names.size() != expected) {
            throw new ArclightException(
                    "outputCols are " + names + ", expected " + expected + " for the outputs of model '"
                            + model.location() + "', " + specs + (structured ? ", as one struct" : ""));
        }
        List<ScoringOutput> outputs = new ArrayList<>();
        for (int i = 0; i < specs.size(); i++) {
            if (structured || !names.get(i).isEmpty()) {
                ScoringOutput output = ScoringOutput.of(specs.get(i), i, getOutputType(), model.location());
                outputs.add(output);
                if (!structured) {
                    added.add(DataTypes.createStructField(names.get(i), output.type(), true));
                }
            }
        }
        if (structured) {
            DataType type = DataTypes.createStructType(outputs.stream()
                    .map(output -> DataTypes.createStructField(output.name(), output.type(), true))
                    .collect(Collectors.toList()));
            added.add(DataTypes.createStructField(names.get(0), type, true));
        }
        return List.copyOf(outputs);
    }

    private ScoringRules rules() {
        ScoringRules.Invalid invalid = switch (getHandleInvalid()) {
            case SKIP -> ScoringRules.Invalid.SKIP;
            case KEEP -> ScoringRules.Invalid.KEEP;
            default -> ScoringRules.Invalid.ERROR;
        };
        return new ScoringRules(
                invalid,
                getErrorPolicy().equals(FAIL),
                getCheckNaN(),
                new BatchLimits(getBatchSize(), getMaxBatchBytes(), getMaxBatchTokens()),
                getBucketBatches(),
                getBatchTimeout(),
                getPadValue(),
                !getErrorCol().isEmpty(),
                !getModelIdCol().isEmpty());
    }

    private synchronized ModelVersion version(SparkSession session) {
        if (own != null && ownFolder.equals(getModelFolder())) {
            if (getHotReload()) {
                throw new ArclightException("hotReload is set, and this model was given by code or saved as a copy; set"
                        + " modelFolder to the folder that is to be watched");
            }
            return own;
        }
        return registry(session).newest();
    }

    private synchronized ModelRegistry registry(SparkSession session) {
        if (getModelFolder().isEmpty()) {
            throw new ModelAccessException("the stage has no model; set modelFolder, or make the stage by ofModule");
        }
        String folder = NamedModels.folder(getModelFolder());
        ModelRegistry known = registry;
        if (known == null || !known.folder().equals(folder)) {
            Configuration configuration = SparkApi.hadoop(session);
            known = new ModelRegistry(folder, configuration);
            registry = known;
        }
        return known;
    }

    private @Nullable VersionLog log(SparkSession session) {
        return getVersionLogDir().isEmpty() ? null : new VersionLog(getVersionLogDir(), SparkApi.hadoop(session));
    }

    private synchronized ScoringCounters counters(SparkContext context) {
        ScoringCounters known = counters;
        if (known == null || countersOf != context) {
            known = new ScoringCounters(context);
            counters = known;
            countersOf = context;
        }
        return known;
    }

    /** Shares the model with the copy, unless {@code extra} has a folder for it; metrics are its own. */
    @Override
    public ArclightModel copy(ParamMap extra) {
        ArclightModel copy = defaultCopy(extra);
        copy.own = extra.contains(modelFolder()) ? null : own;
        copy.ownFolder = ownFolder;
        return copy;
    }

    @Override
    public MLWriter write() {
        return new ArclightModelWriter(this);
    }

    /** The version to write a copy of, or null if it is read from the folder again. */
    @Nullable
    ModelVersion saved(SparkSession session) {
        return getHotReload() ? null : version(session);
    }

    /** Reads a stage that {@code write().save} wrote. */
    public static MLReader<ArclightModel> read() {
        return new ArclightModelReader();
    }

    public static ArclightModel load(String path) {
        return read().load(path);
    }

    public ArclightModel setModelFolder(String value) {
        set(modelFolder(), value);
        synchronized (this) {
            own = null;
            registry = null;
        }
        return this;
    }

    public ArclightModel setInputCols(String... values) {
        set(inputCols(), values);
        return this;
    }

    /**
     * Columns by the names of the model's inputs, for models of several.
     *
     * @throws ArclightException if there is not a column for each input
     */
    public ArclightModel setInputCols(Map<String, String> columnOf) {
        return setInputCols(inOrder(columnOf, signature().inputs(), "input"));
    }

    public ArclightModel setOutputCols(String... values) {
        set(outputCols(), values);
        return this;
    }

    /**
     * Columns by the names of the model's outputs; those that are not named are not added.
     *
     * @throws ArclightException if the model has no such output
     */
    public ArclightModel setOutputCols(Map<String, String> columnOf) {
        return setOutputCols(inOrder(columnOf, signature().outputs(), "output"));
    }

    private static String[] inOrder(Map<String, String> columnOf, List<TensorSpec> specs, String what) {
        List<String> names = specs.stream().map(TensorSpec::name).toList();
        if (!names.containsAll(columnOf.keySet()) || (what.equals("input") && columnOf.size() != names.size())) {
            throw new ArclightException("columns are given for the " + what + "s " + columnOf.keySet()
                    + ", and the model has " + names + "; name those");
        }
        return names.stream().map(name -> columnOf.getOrDefault(name, "")).toArray(String[]::new);
    }

    public ArclightModel setOutputType(String value) {
        set(outputType(), value);
        return this;
    }

    public ArclightModel setHandleInvalid(String value) {
        set(handleInvalid(), value);
        return this;
    }

    public ArclightModel setErrorPolicy(String value) {
        set(errorPolicy(), value);
        return this;
    }

    public ArclightModel setErrorCol(String value) {
        set(errorCol(), value);
        return this;
    }

    public ArclightModel setModelIdCol(String value) {
        set(modelIdCol(), value);
        return this;
    }

    public ArclightModel setCheckNaN(boolean value) {
        set(checkNaN(), value);
        return this;
    }

    public ArclightModel setBatchSize(int value) {
        set(batchSize(), value);
        return this;
    }

    public ArclightModel setMaxBatchBytes(long value) {
        set(maxBatchBytes(), value);
        return this;
    }

    public ArclightModel setMaxBatchTokens(long value) {
        set(maxBatchTokens(), value);
        return this;
    }

    public ArclightModel setBucketBatches(int value) {
        set(bucketBatches(), value);
        return this;
    }

    public ArclightModel setPadValue(long value) {
        set(padValue(), value);
        return this;
    }

    public ArclightModel setBatchTimeout(double seconds) {
        set(batchTimeout(), seconds);
        return this;
    }

    public ArclightModel setHotReload(boolean value) {
        set(hotReload(), value);
        return this;
    }

    public ArclightModel setVersionLogDir(String value) {
        set(versionLogDir(), value);
        return this;
    }
}
