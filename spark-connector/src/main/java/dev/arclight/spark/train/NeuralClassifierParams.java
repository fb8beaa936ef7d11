package dev.arclight.spark.train;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns that {@link NeuralClassifier} and its model add beside the prediction. */
public interface NeuralClassifierParams extends NeuralPredictionParams {

    default Param<String> probabilityCol() {
        return new Param<>(
                this,
                "probabilityCol",
                "column to add: the probabilities of the classes, an ML vector; empty to add none");
    }

    default Param<String> rawPredictionCol() {
        return new Param<>(
                this, "rawPredictionCol", "column to add: the network's logits, an ML vector; empty to add none");
    }

    default String getProbabilityCol() {
        return getOrDefault(probabilityCol());
    }

    default String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol());
    }

    /**
     * The schema that a model makes of {@code schema}.
     *
     * @throws DataException if a column is missing, of a type that cannot be read, or to be added and there already
     */
    static StructType outputSchema(NeuralClassifierParams params, StructType schema) {
        String features = params.getFeaturesCol();
        FeatureColumn.of(features, 0, Columns.require(schema, features).dataType());
        StructType wider =
                NeuralPredictionParams.withColumn(schema, params.getRawPredictionCol(), SQLDataTypes.VectorType());
        wider = NeuralPredictionParams.withColumn(wider, params.getProbabilityCol(), SQLDataTypes.VectorType());
        return NeuralPredictionParams.withColumn(wider, params.getPredictionCol(), DataTypes.DoubleType);
    }
}
