package dev.arclight.spark.train;

import dev.arclight.optim.lrscheduler.Schedules;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * How the learning rate goes over a training's steps: Hugging Face's schedules by their names. The step counts the batches
 * of the largest partition, so all partitions have the same rate in the same round.
 *
 * @param schedule one of {@link #SCHEDULES}
 * @param warmUpSteps over which the rate rises from 0
 */
record LearningRates(String schedule, int warmUpSteps) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String CONSTANT = "constant";
    static final List<String> SCHEDULES = List.of(CONSTANT, "linear", "cosine", "inverse_sqrt");

    /** What the optimizer's learning rate is multiplied with in each step of a round. */
    double[] factors(Round round, long trainingSteps) {
        int all = Math.toIntExact(trainingSteps);
        IntToDoubleFunction factor = switch (schedule) {
            case CONSTANT -> Schedules.constantWithWarmup(warmUpSteps);
            case "linear" -> Schedules.linearWithWarmup(warmUpSteps, all);
            case "cosine" -> Schedules.cosineWithWarmup(warmUpSteps, all, 0.5);
            case "inverse_sqrt" -> Schedules.inverseSqrt(warmUpSteps, warmUpSteps == 0 ? 10_000 : warmUpSteps);
            default -> throw new IllegalStateException("schedule is '" + schedule + "', expected one of " + SCHEDULES);
        };
        double[] factors = new double[round.steps()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = factor.applyAsDouble(Math.toIntExact(round.stepsBefore() + i));
        }
        return factors;
    }
}
