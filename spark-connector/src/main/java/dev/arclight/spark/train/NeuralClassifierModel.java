package dev.arclight.spark.train;

import static org.apache.spark.ml.functions.array_to_vector;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.sql.ModelColumns;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A trained network as a stage of Spark ML. Rows are scored in batches inside the query's plan, with one copy of the weights
 * in each JVM; all added columns come from one pass through the network. A null feature gives null predictions, and a row
 * with a logit that is NaN has no class.
 *
 * <p>Saved, it is a folder of Spark ML with a model folder {@code model} in it, which everything else in Arclight reads too.
 */
public final class NeuralClassifierModel extends Model<NeuralClassifierModel>
        implements NeuralClassifierParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final transient Module module;
    private final transient Signature signature;
    private transient @Nullable ScoringModel scoring;

    NeuralClassifierModel(String uid, Module module, Signature signature) {
        this.uid = uid;
        this.module = module;
        this.signature = signature;
        setDefault(featuresCol(), "features");
        setDefault(predictionCol(), "prediction");
        setDefault(probabilityCol(), "");
        setDefault(rawPredictionCol(), "");
    }

    @Override
    public String uid() {
        return uid;
    }

    /** The trained network in evaluation mode; not a copy, so it is only to be read. */
    public Module module() {
        return module;
    }

    /** What the network reads and gives. */
    public Signature signature() {
        return signature;
    }

    /** How many classes the network tells. */
    public int numClasses() {
        return signature.outputs().get(0).shape()[1];
    }

    /**
     * Adds the output columns whose names are not empty.
     *
     * @throws DataException if the features column is missing or cannot be read, or an output column is there already
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        ScoringModel known = scoring();
        Column features = Columns.of(dataset, getFeaturesCol());
        Dataset<Row> scored = dataset.toDF();
        if (!getRawPredictionCol().isEmpty()) {
            Column logits = ModelColumns.score(dataset, known, ScoreForm.SCORES, features);
            scored = scored.withColumn(getRawPredictionCol(), array_to_vector(logits));
        }
        if (!getProbabilityCol().isEmpty()) {
            Column probabilities = ModelColumns.score(dataset, known, ScoreForm.PROBABILITIES, features);
            scored = scored.withColumn(getProbabilityCol(), array_to_vector(probabilities));
        }
        if (!getPredictionCol().isEmpty()) {
            Column prediction = ModelColumns.score(dataset, known, ScoreForm.CLASS, features);
            scored = scored.withColumn(getPredictionCol(), prediction.cast("double"));
        }
        return scored;
    }

    private synchronized ScoringModel scoring() {
        ScoringModel known = scoring;
        if (known == null) {
            known = ScoringModel.of(module, signature);
            scoring = known;
        }
        return known;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return NeuralClassifierParams.outputSchema(this, schema);
    }

    @Override
    public NeuralClassifierModel copy(ParamMap extra) {
        NeuralClassifierModel copy = new NeuralClassifierModel(uid, module, signature);
        copy.scoring = scoring;
        return copyValues(copy, extra).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new NeuralModelWriter(this, module, signature);
    }

    /** Reads a model that {@code write().save} wrote. */
    public static MLReader<NeuralClassifierModel> read() {
        return new NeuralModelReader<>(NeuralClassifierModel.class, NeuralClassifierModel::new);
    }

    public static NeuralClassifierModel load(String path) {
        return read().load(path);
    }

    public NeuralClassifierModel setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    public NeuralClassifierModel setPredictionCol(String value) {
        set(predictionCol(), value);
        return this;
    }

    public NeuralClassifierModel setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    public NeuralClassifierModel setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }
}
