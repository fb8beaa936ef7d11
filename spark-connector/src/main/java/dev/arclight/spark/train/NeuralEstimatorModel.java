package dev.arclight.spark.train;

import dev.arclight.io.Safetensors;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.sql.ModelColumns;
import dev.arclight.tensor.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A trained network of any inputs and outputs. A network with one float32 or uint8 tensor and one output is scored inside the
 * query's plan; others in batches of rows, with one copy of the weights in each JVM. A null input gives null outputs.
 *
 * <p>Saved, it is a folder of Spark ML with a model folder in it or, if a factory makes the network, with its weights.
 */
public final class NeuralEstimatorModel extends NeuralModel<NeuralEstimatorModel> implements NeuralEstimatorParams {
    private static final long serialVersionUID = 1L;

    private final transient NetworkSource source;
    private final transient RowScorer.Sent sent;

    NeuralEstimatorModel(String uid, NetworkSource source, Module module, Signature signature) {
        this(uid, source, module, signature, new RowScorer.Sent(source, module));
    }

    private NeuralEstimatorModel(
            String uid, NetworkSource source, Module module, Signature signature, RowScorer.Sent sent) {
        super(uid, module, signature);
        this.source = source;
        this.sent = sent;
        setDefault(inputCols(), new String[0]);
        setDefault(outputCols(), new String[0]);
        setDefault(networkFactory(), "");
    }

    /**
     * Adds a column for each output.
     *
     * @throws DataException if an input column is missing or cannot be read, or an output column is there already
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        StructType schema = transformSchema(dataset.schema());
        List<String> inputs = NeuralEstimatorParams.inputs(this);
        if (!isPlain()) {
            return RowScorer.of(dataset, sent, signature(), inputs).score(dataset, schema);
        }
        Column[] features =
                inputs.stream().map(name -> Columns.of(dataset, name)).toArray(Column[]::new);
        Column scores = ModelColumns.score(dataset, scoring(), ScoreForm.SCORES, features);
        return dataset.toDF().withColumn(NeuralEstimatorParams.outputs(this).get(0), scores);
    }

    /** Whether the scorer of single tensors can do it. */
    private boolean isPlain() {
        TensorSpec first = signature().inputs().get(0);
        int[] output = signature().outputs().get(0).shape();
        boolean fixed = Arrays.stream(output, 1, output.length).allMatch(extent -> extent > 0);
        return source.factory() == null
                && signature().inputs().size() == 1
                && signature().outputs().size() == 1
                && output.length > 1
                && fixed
                && (first.dtype() == DType.FLOAT32 || first.dtype() == DType.UINT8);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        for (String name : NeuralEstimatorParams.inputs(this)) {
            FeatureColumn.of(name, 0, Columns.require(schema, name).dataType());
        }
        List<String> names = NeuralEstimatorParams.outputs(this);
        if (names.size() != signature().outputs().size()) {
            throw new TrainingException("outputCols are " + names + " and the network has "
                    + signature().outputs().size() + " outputs; name one column for each");
        }
        StructType wider = schema;
        for (int i = 0; i < names.size(); i++) {
            wider = NeuralPredictionParams.withColumn(
                    wider, names.get(i), type(signature().outputs().get(i)));
        }
        return wider;
    }

    private static DataType type(TensorSpec output) {
        return isNumber(output) ? DataTypes.DoubleType : DataTypes.createArrayType(DataTypes.FloatType, false);
    }

    /** Whether a row's output is one number. */
    static boolean isNumber(TensorSpec output) {
        return Arrays.stream(output.shape()).skip(1).allMatch(extent -> extent == 1);
    }

    @Override
    void requireSaveable() {
        if (source.factory() != null && getNetworkFactory().isEmpty()) {
            throw Functions.unsaveable(networkFactory().name());
        }
    }

    @Override
    void saveNetwork(Path folder) throws IOException {
        if (source.factory() == null) {
            super.saveNetwork(folder);
        } else {
            Safetensors.write(
                    folder, module().stateDict(), Map.of(SignatureText.KEY, SignatureText.write(signature())));
        }
    }

    @Override
    NeuralEstimatorModel self() {
        return this;
    }

    @Override
    NeuralEstimatorModel again() {
        return new NeuralEstimatorModel(uid(), source, module(), signature(), sent);
    }

    /** Reads a model that {@code write().save} wrote. */
    public static MLReader<NeuralEstimatorModel> read() {
        return new NeuralEstimatorReader();
    }

    public static NeuralEstimatorModel load(String path) {
        return read().load(path);
    }

    public NeuralEstimatorModel setInputCols(String... value) {
        set(inputCols(), value.clone());
        return this;
    }

    public NeuralEstimatorModel setOutputCols(String... value) {
        set(outputCols(), value.clone());
        return this;
    }
}
