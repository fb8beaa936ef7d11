package dev.arclight.spark.train;

import dev.arclight.spark.data.Columns;
import dev.arclight.spark.data.DataException;
import java.util.List;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/** What must hold of params and columns before the first job of a training. */
final class TrainingChecks {
    private TrainingChecks() {}

    /**
     * Checks what params say together.
     *
     * @param unnamed the names of params whose function cannot be made again by a name
     * @throws TrainingException if they contradict each other
     */
    static void requireSense(NeuralTrainingParams params, List<String> unnamed) {
        if (!params.getCheckpointDir().isEmpty() && !unnamed.isEmpty()) {
            throw Functions.unresumable(unnamed.get(0));
        }
        if (!params.getDevice().equals(NeuralTrainingParams.CPU)) {
            throw new TrainingException("device is '" + params.getDevice()
                    + "', which is not supported yet; set it to '" + NeuralTrainingParams.CPU + "'");
        }
        boolean marks = !params.getValidationIndicatorCol().isEmpty();
        boolean draws = params.getValidationFraction() > 0;
        if (marks && draws) {
            throw new TrainingException("validationIndicatorCol and validationFraction are both set; set one of them");
        }
        if (params.getEarlyStoppingPatience() > 0 && !marks && !draws) {
            throw new TrainingException("earlyStoppingPatience is " + params.getEarlyStoppingPatience()
                    + " but no rows are held out; set validationIndicatorCol or validationFraction");
        }
    }

    /**
     * Checks the columns that are read beside the features.
     *
     * @throws DataException if one is missing or of a type that cannot be read
     */
    static void requireColumns(NeuralTrainingParams params, StructType schema) {
        requireLabel(schema, params.getLabelCol());
        requireWeightsAndMarks(params, schema);
    }

    /** @throws DataException if the column is missing or holds no numbers */
    static void requireLabel(StructType schema, String name) {
        DataType label = Columns.require(schema, name).dataType();
        if (!(label instanceof NumericType || label instanceof BooleanType)) {
            throw new DataException(
                    name,
                    "type " + label.catalogString()
                            + " is no label; expected a number: convert it with cast, or text with"
                            + " Spark ML's StringIndexer");
        }
    }

    /** @throws DataException if one of the columns that params name is missing or of a type that cannot be read */
    static void requireWeightsAndMarks(NeuralTrainingParams params, StructType schema) {
        String weights = params.getWeightCol();
        if (!weights.isEmpty()) {
            DataType type = Columns.require(schema, weights).dataType();
            if (!(type instanceof NumericType)) {
                throw new DataException(weights, "type " + type.catalogString() + " is no weight; expected a number");
            }
        }
        String marks = params.getValidationIndicatorCol();
        if (!marks.isEmpty()) {
            DataType type = Columns.require(schema, marks).dataType();
            if (!(type instanceof BooleanType)) {
                throw new DataException(
                        marks, "type " + type.catalogString() + " tells no rows apart; expected a boolean");
            }
        }
    }

    /** @throws TrainingException if a param names a column twice */
    static void requireDistinct(String param, List<String> names) {
        if (names.stream().distinct().count() < names.size()) {
            throw new TrainingException(param + " is " + names + ", which names a column twice; name each once");
        }
    }
}
