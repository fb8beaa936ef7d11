package dev.arclight.spark.train;

import dev.arclight.io.Signature;
import dev.arclight.nn.Module;
import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.score.ScoreForm;
import dev.arclight.spark.sql.ModelColumns;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A trained network that predicts a number. */
public final class NeuralRegressorModel extends NeuralModel<NeuralRegressorModel> {
    private static final long serialVersionUID = 2L;

    NeuralRegressorModel(String uid, Module module, Signature signature) {
        super(uid, module, signature);
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

    @Override
    public StructType transformSchema(StructType schema) {
        return NeuralPredictionParams.outputSchema(this, schema);
    }

    @Override
    NeuralRegressorModel self() {
        return this;
    }

    @Override
    NeuralRegressorModel again() {
        return new NeuralRegressorModel(uid(), module(), signature());
    }

    /** Reads a model that {@code write().save} wrote. */
    public static MLReader<NeuralRegressorModel> read() {
        return new NeuralModelReader<>(NeuralRegressorModel.class, NeuralRegressorModel::new);
    }

    public static NeuralRegressorModel load(String path) {
        return read().load(path);
    }
}
