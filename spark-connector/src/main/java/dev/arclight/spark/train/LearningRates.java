package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.Round;
import dev.arclight.optim.lrscheduler.NamedSchedule;
import java.io.Serializable;
import java.util.function.IntToDoubleFunction;

/**
 * How the learning rate goes over a training's steps: Hugging Face's schedules by their names. The step counts the batches
 * of the largest partition, so all partitions have the same rate in the same round.
 *
 * @param schedule one of {@link NamedSchedule#NAMES}
 * @param warmUpSteps over which the rate rises from 0
 */
record LearningRates(String schedule, int warmUpSteps) implements Serializable {
    private static final long serialVersionUID = 1L;

    /** What the optimizer's learning rate is multiplied with in each step of a round. */
    double[] factors(Round round, long trainingSteps) {
        IntToDoubleFunction factor = new NamedSchedule(schedule, warmUpSteps).factors(Math.toIntExact(trainingSteps));
        double[] factors = new double[round.steps()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = factor.applyAsDouble(Math.toIntExact(round.stepsBefore() + i));
        }
        return factors;
    }
}
