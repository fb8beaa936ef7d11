package dev.arclight.spark.train;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes of params what tasks are told, and what tells a training from others. */
final class TrainingPlans {
    private TrainingPlans() {}

    /** @param optimizerFactory what makes the optimizer, where params do not say it */
    static TrainingPlan of(
            NeuralTrainingParams params,
            NetworkSource source,
            LearningTask task,
            Optional<OptimizerFactory> optimizerFactory) {
        return new TrainingPlan(
                params.uid() + "-" + UUID.randomUUID(),
                source,
                task.inputs(),
                task.objective(),
                new OptimizerSettings(
                        params.getOptimizer(),
                        params.getLearningRate(),
                        params.getMomentum(),
                        params.isSet(params.weightDecay())
                                ? (Double) params.getOrDefault(params.weightDecay())
                                : Double.NaN,
                        optimizerFactory.orElse(null)),
                new LearningRates(params.getLearningRateSchedule(), params.getLearningRateWarmUpSteps()),
                OptimizerMemory.valueOf(params.getOptimizerState().toUpperCase(Locale.ROOT)),
                "",
                Precision.of(params.getMixedPrecision()),
                params.getMaxGradNorm(),
                params.getEpochs(),
                params.getMaxSteps(),
                params.getBatchSize(),
                params.getAveragingPeriod(),
                params.getWarmUpSteps(),
                params.getShuffle(),
                new AveragingPlan(
                        Wire.of(params.getAveragingDType()),
                        params.getAggregationDepth(),
                        params.getShardedAverageBytes()),
                params.getSeed());
    }

    /** What two trainings must share for one to go on from the other's checkpoint. */
    static Map<String, String> identity(
            NeuralTrainingParams params, Beginning beginning, LearningTask task, TrainingData data) {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("network", beginning.network());
        identity.put("inputs", SignatureText.inputs(task.signature()));
        identity.put("settings", beginning.plan().settings());
        identity.put(
                "validation",
                params.getValidationIndicatorCol().isEmpty()
                        ? "fraction " + params.getValidationFraction()
                        : "column " + params.getValidationIndicatorCol());
        identity.put(
                "early stopping",
                params.getEarlyStoppingPatience() + " epochs, tolerance " + params.getEarlyStoppingTolerance());
        identity.put("rows", data.rows() + " (content " + Long.toHexString(data.digest()) + ")");
        return identity;
    }
}
