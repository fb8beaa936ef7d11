package dev.arclight.spark.train;

import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/** The params that {@link NeuralEstimator} and its model share. */
public interface NeuralEstimatorParams extends NeuralPredictionParams {

    default StringArrayParam inputCols() {
        return new StringArrayParam(
                this,
                "inputCols",
                "columns that the network reads, each a tensor of that name: numbers, arrays of numbers, binary or ML"
                        + " vectors; empty for featuresCol alone");
    }

    default StringArrayParam outputCols() {
        return new StringArrayParam(
                this,
                "outputCols",
                "columns to add, one for each of the network's outputs in order: a double, or an array of floats; empty for"
                        + " predictionCol alone");
    }

    default Param<String> networkFactory() {
        return new Param<>(
                this,
                "networkFactory",
                "name of the public class that makes the network, where a model folder cannot describe it; empty for none");
    }

    default String[] getInputCols() {
        return getOrDefault(inputCols()).clone();
    }

    default String[] getOutputCols() {
        return getOrDefault(outputCols()).clone();
    }

    default String getNetworkFactory() {
        return getOrDefault(networkFactory());
    }

    /** The columns that the network reads. */
    static List<String> inputs(NeuralEstimatorParams params) {
        String[] several = params.getInputCols();
        return several.length == 0 ? List.of(params.getFeaturesCol()) : List.of(several);
    }

    /** The columns to add. */
    static List<String> outputs(NeuralEstimatorParams params) {
        String[] several = params.getOutputCols();
        return several.length == 0 ? List.of(params.getPredictionCol()) : List.of(several);
    }
}
