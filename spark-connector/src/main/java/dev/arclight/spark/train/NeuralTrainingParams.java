package dev.arclight.spark.train;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/** The params of {@link NeuralClassifier} beyond those of its model. */
public interface NeuralTrainingParams extends NeuralPredictionParams {

    default Param<String> labelCol() {
        return new Param<>(this, "labelCol", "column of class numbers: whole numbers from 0");
    }

    default Param<String> network() {
        return new Param<>(this, "network", "the network's architecture as JSON, as a model folder holds it");
    }

    default IntArrayParam inputShape() {
        return new IntArrayParam(
                this,
                "inputShape",
                "extents of one row's features as the network takes them, such as [1, 28, 28]; empty for a vector as long"
                        + " as the first row's");
    }

    default Param<String> optimizer() {
        return new Param<>(
                this, "optimizer", "what makes the local steps: sgd or adam", ParamValidators.inArray(new String[] {
                    OptimizerSettings.SGD, OptimizerSettings.ADAM
                }));
    }

    default DoubleParam learningRate() {
        return new DoubleParam(this, "learningRate", "the optimizer's learning rate (> 0)", ParamValidators.gt(0));
    }

    default DoubleParam momentum() {
        return new DoubleParam(
                this,
                "momentum",
                "the share of its last direction that sgd keeps, from 0 to below 1; adam has none",
                ParamValidators.inRange(0, 1, true, false));
    }

    default IntParam epochs() {
        return new IntParam(
                this, "epochs", "how many times every partition goes over its examples (≥ 1)", ParamValidators.gtEq(1));
    }

    default IntParam batchSize() {
        return new IntParam(
                this,
                "batchSize",
                "examples of one local step of one partition (≥ 1); an epoch's last may have fewer, or one more",
                ParamValidators.gtEq(1));
    }

    default IntParam averagingPeriod() {
        return new IntParam(
                this,
                "averagingPeriod",
                "local steps of each partition between two averages (≥ 1); an epoch's end averages too",
                ParamValidators.gtEq(1));
    }

    default IntParam numPartitions() {
        return new IntParam(
                this,
                "numPartitions",
                "partitions to train in, each on its own examples, dealt out by what they hold; 0 for those that the data has",
                ParamValidators.gtEq(0));
    }

    default LongParam seed() {
        return new LongParam(this, "seed", "of first weights, the order of examples, and dropout");
    }

    default String getLabelCol() {
        return getOrDefault(labelCol());
    }

    default int[] getInputShape() {
        return getOrDefault(inputShape()).clone();
    }

    default String getOptimizer() {
        return getOrDefault(optimizer());
    }

    default double getLearningRate() {
        return (Double) getOrDefault(learningRate());
    }

    default double getMomentum() {
        return (Double) getOrDefault(momentum());
    }

    default int getEpochs() {
        return (Integer) getOrDefault(epochs());
    }

    default int getBatchSize() {
        return (Integer) getOrDefault(batchSize());
    }

    default int getAveragingPeriod() {
        return (Integer) getOrDefault(averagingPeriod());
    }

    default int getNumPartitions() {
        return (Integer) getOrDefault(numPartitions());
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }
}
