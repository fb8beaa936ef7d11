package dev.arclight.spark.train;

import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.lrscheduler.NamedSchedule;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/**
 * The params of an estimator that trains by local SGD, beyond those of its model. Numbers that may be left out are 0, texts
 * empty.
 */
public interface NeuralTrainingParams extends NeuralPredictionParams, NeuralAveragingParams {
    /** For {@link #device}. */
    String CPU = "cpu";

    default Param<String> labelCol() {
        return new Param<>(
                this, "labelCol", "what to learn: whole numbers from 0 for classes, any numbers for regression");
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
                this,
                "optimizer",
                "what makes the local steps: " + String.join(", ", NamedOptimizer.NAMES),
                ParamValidators.inArray(NamedOptimizer.NAMES.toArray(String[]::new)));
    }

    default DoubleParam learningRate() {
        return new DoubleParam(this, "learningRate", "the optimizer's learning rate (> 0)", ParamValidators.gt(0));
    }

    default DoubleParam momentum() {
        return new DoubleParam(
                this,
                "momentum",
                "the share of its last direction that sgd keeps, from 0 to below 1; other optimizers have none",
                ParamValidators.inRange(0, 1, true, false));
    }

    default DoubleParam weightDecay() {
        return new DoubleParam(
                this,
                "weightDecay",
                "how much of each parameter a step takes away (≥ 0); not set for the optimizer's own default",
                ParamValidators.gtEq(0));
    }

    default Param<String> learningRateSchedule() {
        return new Param<>(
                this,
                "learningRateSchedule",
                "how the learning rate goes over all steps: " + String.join(", ", NamedSchedule.NAMES),
                ParamValidators.inArray(NamedSchedule.NAMES.toArray(String[]::new)));
    }

    default IntParam learningRateWarmUpSteps() {
        return new IntParam(
                this,
                "learningRateWarmUpSteps",
                "steps over which the learning rate rises from 0 (≥ 0)",
                ParamValidators.gtEq(0));
    }

    default DoubleParam maxGradNorm() {
        return new DoubleParam(
                this,
                "maxGradNorm",
                "the norm to which all gradients together are scaled down before a step; 0 for as they are",
                ParamValidators.gtEq(0));
    }

    default IntParam maxSteps() {
        return new IntParam(
                this,
                "maxSteps",
                "local steps of the partition with the most rows, instead of epochs; 0 for whole epochs",
                ParamValidators.gtEq(0));
    }

    default BooleanParam shuffle() {
        return new BooleanParam(this, "shuffle", "whether each epoch visits the rows of a partition in a new order");
    }

    default Param<String> weightCol() {
        return new Param<>(this, "weightCol", "column of how much each row counts (≥ 0); empty for all alike");
    }

    default Param<String> validationIndicatorCol() {
        return new Param<>(
                this,
                "validationIndicatorCol",
                "boolean column: true for rows to validate with, false for rows to learn from; empty for none");
    }

    default DoubleParam validationFraction() {
        return new DoubleParam(
                this,
                "validationFraction",
                "the share of the rows to validate with instead, chosen by content and seed, from 0 to below 1",
                ParamValidators.inRange(0, 1, true, false));
    }

    default IntParam earlyStoppingPatience() {
        return new IntParam(
                this,
                "earlyStoppingPatience",
                "epochs in a row without a lower validation loss after which training stops, and the best epoch's"
                        + " parameters are taken; 0 for never",
                ParamValidators.gtEq(0));
    }

    default DoubleParam earlyStoppingTolerance() {
        return new DoubleParam(
                this,
                "earlyStoppingTolerance",
                "by how much a validation loss must be lower to be lower (≥ 0)",
                ParamValidators.gtEq(0));
    }

    default Param<String> checkpointDir() {
        return new Param<>(
                this,
                "checkpointDir",
                "folder of any Hadoop file system for checkpoints, from which fit goes on; empty for none");
    }

    default IntParam checkpointEpochs() {
        return new IntParam(
                this, "checkpointEpochs", "a checkpoint after so many epochs; 0 for never", ParamValidators.gtEq(0));
    }

    default IntParam checkpointSteps() {
        return new IntParam(
                this,
                "checkpointSteps",
                "a checkpoint at the first average after so many steps; 0 for never",
                ParamValidators.gtEq(0));
    }

    default DoubleParam checkpointMinutes() {
        return new DoubleParam(
                this,
                "checkpointMinutes",
                "a checkpoint at the first average after so many minutes; 0 for never",
                ParamValidators.gtEq(0));
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

    default Param<String> mixedPrecision() {
        return new Param<>(
                this,
                "mixedPrecision",
                "what forward passes compute in: no for float32, bf16, fp16 with scaled losses",
                ParamValidators.inArray(Precision.NAMES.toArray(String[]::new)));
    }

    default BooleanParam quantizeAfter() {
        return new BooleanParam(
                this, "quantizeAfter", "whether the fitted model's linear, recurrent and attention layers become int8");
    }

    default Param<String> device() {
        return new Param<>(
                this, "device", "what tasks compute on: cpu", ParamValidators.inArray(new String[] {CPU, "cuda"}));
    }

    default Param<String> logDir() {
        return new Param<>(
                this,
                "logDir",
                "folder of any Hadoop file system for TensorBoard's event files and JSON lines of losses, rates and times;"
                        + " empty for none");
    }

    default DoubleParam explosionFactor() {
        return new DoubleParam(
                this,
                "explosionFactor",
                "how many times the first round's loss, or 1 if that is less, a batch's may be before training ends with an"
                        + " error; 0 for any",
                ParamValidators.gtEq(0));
    }

    default BooleanParam checkFinite() {
        return new BooleanParam(
                this, "checkFinite", "whether the first reading looks for features that are NaN or infinite");
    }

    default LongParam seed() {
        return new LongParam(this, "seed", "of first weights, the order of examples, and dropout");
    }

    default String getMixedPrecision() {
        return getOrDefault(mixedPrecision());
    }

    default boolean getQuantizeAfter() {
        return (Boolean) getOrDefault(quantizeAfter());
    }

    default String getDevice() {
        return getOrDefault(device());
    }

    default String getLogDir() {
        return getOrDefault(logDir());
    }

    default double getExplosionFactor() {
        return (Double) getOrDefault(explosionFactor());
    }

    default boolean getCheckFinite() {
        return (Boolean) getOrDefault(checkFinite());
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

    default String getLearningRateSchedule() {
        return getOrDefault(learningRateSchedule());
    }

    default int getLearningRateWarmUpSteps() {
        return (Integer) getOrDefault(learningRateWarmUpSteps());
    }

    default double getMaxGradNorm() {
        return (Double) getOrDefault(maxGradNorm());
    }

    default int getMaxSteps() {
        return (Integer) getOrDefault(maxSteps());
    }

    default boolean getShuffle() {
        return (Boolean) getOrDefault(shuffle());
    }

    default String getWeightCol() {
        return getOrDefault(weightCol());
    }

    default String getValidationIndicatorCol() {
        return getOrDefault(validationIndicatorCol());
    }

    default double getValidationFraction() {
        return (Double) getOrDefault(validationFraction());
    }

    default int getEarlyStoppingPatience() {
        return (Integer) getOrDefault(earlyStoppingPatience());
    }

    default double getEarlyStoppingTolerance() {
        return (Double) getOrDefault(earlyStoppingTolerance());
    }

    default String getCheckpointDir() {
        return getOrDefault(checkpointDir());
    }

    default int getCheckpointEpochs() {
        return (Integer) getOrDefault(checkpointEpochs());
    }

    default int getCheckpointSteps() {
        return (Integer) getOrDefault(checkpointSteps());
    }

    default double getCheckpointMinutes() {
        return (Double) getOrDefault(checkpointMinutes());
    }

    default int getEpochs() {
        return (Integer) getOrDefault(epochs());
    }

    default int getBatchSize() {
        return (Integer) getOrDefault(batchSize());
    }

    default long getSeed() {
        return (Long) getOrDefault(seed());
    }
}
