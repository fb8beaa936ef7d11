package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.List;

/**
 * Multiplies the rates by gamma every {@code stepSize} steps, as {@code StepLR}.
 */
public final class StepLR extends LRScheduler {
    /** With gamma 0.1. */
    public StepLR(Optimizer optimizer, int stepSize) {
        this(optimizer, stepSize, 0.1);
    }

    public StepLR(Optimizer optimizer, int stepSize, double gamma) {
        this(optimizer, stepSize, gamma, -1);
    }

    /** @throws ArclightException if the step size is not positive */
    public StepLR(Optimizer optimizer, int stepSize, double gamma, int lastEpoch) {
        super(optimizer, lastEpoch);
        if (stepSize <= 0) {
            throw new ArclightException("StepLR: the step size is " + stepSize + "; expected at least 1");
        }
        settings().put("step_size", stepSize).put("gamma", gamma);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        if (epoch == 0 || epoch % settings().count("step_size") != 0) {
            return each(ParamGroup::lr);
        }
        return each(group -> group.lr() * settings().number("gamma"));
    }

    @Override
    List<Double> closedForm(int epoch) {
        double factor = Math.pow(
                settings().number("gamma"), Math.floorDiv(epoch, settings().count("step_size")));
        return ofEachBase(base -> base * factor);
    }
}
