package dev.arclight.spark.train;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import dev.arclight.spark.data.FeatureColumn;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The params that estimators and their models share: which columns are read and added.
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
        return new Param<>(
                this,
                "predictionCol",
                "column to add, a double: the number of the likeliest class, or the predicted value");
    }

    default String getFeaturesCol() {
        return getOrDefault(featuresCol());
    }

    default String getPredictionCol() {
        return getOrDefault(predictionCol());
    }

    /**
     * The schema with the column that a model adds.
     *
     * @throws DataException if a column is missing, of a type that cannot be read, or to be added and there already
     */
    static StructType outputSchema(NeuralPredictionParams params, StructType schema) {
        String features = params.getFeaturesCol();
        FeatureColumn.of(features, 0, Columns.require(schema, features).dataType());
        return withColumn(schema, params.getPredictionCol(), DataTypes.DoubleType);
    }

    /** @throws DataException if there is such a column already */
    static StructType withColumn(StructType schema, String name, DataType type) {
        if (name.isEmpty()) {
            return schema;
        }
        if (Columns.find(schema, name).isPresent()) {
            throw new DataException(name, "is to be added but is there already; drop it or set another output column");
        }
        return schema.add(name, type, true);
    }
}
