package dev.arclight.spark.train;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The params that {@link NeuralClassifier} and its model share: which columns are read and added.
 *
 * <p>Spark finds params by calling public methods that return a {@code Param}, so all of them are made anew in each call;
 * two with one owner and name are equal.
 */
public interface NeuralPredictionParams extends Params {

    default Param<String> featuresCol() {
        return new Param<>(
                this,
                "featuresCol",
                "features column: a number, an array of numbers, binary (each byte 0 to 255) or an ML vector");
    }

    default Param<String> predictionCol() {
        return new Param<>(this, "predictionCol", "column to add: the number of the likeliest class, a double");
    }

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

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    default String getPredictionCol() {
        return getOrDefault(predictionCol());
    }

    default String getProbabilityCol() {
        return getOrDefault(probabilityCol());
    }

    default String getRawPredictionCol() {
        return getOrDefault(rawPredictionCol());
    }

    /** The schema with the columns that a model adds; checks the features and that nothing is overwritten. */
    private StructType withPredictions(StructType schema) {
        FeatureColumn.of(
                getFeaturesCol(), 0, Columns.require(schema, getFeaturesCol()).dataType());
        StructType wider = withColumn(schema, getRawPredictionCol(), SQLDataTypes.VectorType());
        wider = withColumn(wider, getProbabilityCol(), SQLDataTypes.VectorType());
        return withColumn(wider, getPredictionCol(), DataTypes.DoubleType);
    }

    /**
     * The schema that a model makes of {@code schema}.
     *
     * @throws DataException if a column is missing, of a type that cannot be read, or to be added and there already
     */
    static StructType outputSchema(NeuralPredictionParams params, StructType schema) {
        return params.withPredictions(schema);
    }

    private static StructType withColumn(StructType schema, String name, DataType type) {
        if (name.isEmpty()) {
            return schema;
        }
        if (Columns.find(schema, name).isPresent()) {
            throw new DataException(name, "is to be added but is there already; drop it or set another output column");
        }
        return schema.add(name, type, true);
    }
}
