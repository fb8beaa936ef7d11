package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.score.ScoringModel;
import dev.arclight.spark.sql.ModelColumns;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A trained network that tells classes. All added columns come from one pass through the network; a row with a logit that is
 * NaN has no class.
 */
public final class NeuralClassifierModel extends NeuralModel<NeuralClassifierModel> implements NeuralClassifierParams {
    private static final long serialVersionUID = 2L;

    NeuralClassifierModel(String uid, Module module, Signature signature) {
        super(uid, module, signature);
        setDefault(probabilityCol(), "");
        setDefault(rawPredictionCol(), "");
    }

    /** How many classes the network tells. */
    public int numClasses() {
        return signature().outputs().get(0).shape()[1];
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
            scored = scored.withColumn(getRawPredictionCol(), Columns.vector(logits));
        }
        if (!getProbabilityCol().isEmpty()) {
            Column probabilities = ModelColumns.score(dataset, known, ScoreForm.PROBABILITIES, features);
            scored = scored.withColumn(getProbabilityCol(), Columns.vector(probabilities));
        }
        if (!getPredictionCol().isEmpty()) {
            Column prediction = ModelColumns.score(dataset, known, ScoreForm.CLASS, features);
            scored = scored.withColumn(getPredictionCol(), prediction.cast("double"));
        }
        return scored;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return NeuralClassifierParams.outputSchema(this, schema);
    }

    @Override
    NeuralClassifierModel self() {
        return this;
    }

    @Override
    NeuralClassifierModel again() {
        return new NeuralClassifierModel(uid(), module(), signature());
    }

    /** Reads a model that {@code write().save} wrote. */
    public static MLReader<NeuralClassifierModel> read() {
        return new NeuralModelReader<>(NeuralClassifierModel.class, NeuralClassifierModel::new);
    }

    public static NeuralClassifierModel load(String path) {
        return read().load(path);
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
