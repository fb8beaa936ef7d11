package dev.arclight.spark.train;

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
 * A trained network that predicts a number, as a stage of Spark ML. Rows are scored in batches inside the query's plan, with
 * one copy of the weights in each JVM. A null feature gives a null prediction.
 *
 * <p>Saved, it is a folder of Spark ML with a model folder {@code model} in it, which everything else in Arclight reads too.
 */
public final class NeuralRegressorModel extends Model<NeuralRegressorModel>
        implements NeuralPredictionParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final transient Module module;
    private final transient Signature signature;
    private transient @Nullable ScoringModel scoring;

    NeuralRegressorModel(String uid, Module module, Signature signature) {
        this.uid = uid;
        this.module = module;
        this.signature = signature;
        setDefault(featuresCol(), "features");
        setDefault(predictionCol(), "prediction");
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

    /**
     * Adds the prediction, unless its column's name is empty.
     *
     * @throws DataException if the features column is missing or cannot be read, or the output column is there already
     */
    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        if (getPredictionCol().isEmpty()) {
            return dataset.toDF();
        }
        Column features = Columns.of(dataset, getFeaturesCol());
        Column value = ModelColumns.score(dataset, scoring(), ScoreForm.SCORES, features);
        return dataset.toDF().withColumn(getPredictionCol(), value.cast("double"));
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
        return NeuralPredictionParams.outputSchema(this, schema);
    }

    @Override
    public NeuralRegressorModel copy(ParamMap extra) {
        NeuralRegressorModel copy = new NeuralRegressorModel(uid, module, signature);
        copy.scoring = scoring;
        return copyValues(copy, extra).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new NeuralModelWriter(this, module, signature);
    }

    /** Reads a model that {@code write().save} wrote. */
    public static MLReader<NeuralRegressorModel> read() {
        return new NeuralModelReader<>(NeuralRegressorModel.class, NeuralRegressorModel::new);
    }

    public static NeuralRegressorModel load(String path) {
        return read().load(path);
    }

    public NeuralRegressorModel setFeaturesCol(String value) {
        set(featuresCol(), value);
        return this;
    }

    public NeuralRegressorModel setPredictionCol(String value) {
        set(predictionCol(), value);
        return this;
    }
}
