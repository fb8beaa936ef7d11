package dev.arclight.beam.train;

import dev.arclight.optim.NamedOptimizer;
import dev.arclight.optim.Optimizer;
import dev.arclight.optim.lrscheduler.NamedSchedule;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Which optimizer makes local steps, and how its learning rate goes. Options that are not here are PyTorch's defaults.
 *
 * @param kind one of {@link NamedOptimizer#NAMES}
 * @param momentum SGD's; others have none
 * @param weightDecay NaN for the optimizer's own default
 * @param schedule one of {@link NamedSchedule#NAMES}
 * @param warmUpSteps over which the rate rises from 0
 */
record OptimizerSettings(
        String kind, double learningRate, double momentum, double weightDecay, String schedule, int warmUpSteps)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    Optimizer over(List<Tensor> parameters) {
        return new NamedOptimizer(kind, learningRate, momentum, weightDecay).over(parameters);
    }

    /** What the learning rate is multiplied with by the step, counted over the whole training. */
    IntToDoubleFunction rateFactors(long allSteps) {
        return new NamedSchedule(schedule, warmUpSteps).factors(Math.toIntExact(allSteps));
    }
}
