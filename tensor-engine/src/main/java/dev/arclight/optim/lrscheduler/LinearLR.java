package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.List;

/**
 * Leads a factor of the rates from one value to another in {@code totalIters} equal steps, as {@code LinearLR}.
 */
public final class LinearLR extends LRScheduler {
    /** From a third to the whole rate in 5 steps. */
    public LinearLR(Optimizer optimizer) {
        this(optimizer, 1.0 / 3, 1.0, 5);
    }

    public LinearLR(Optimizer optimizer, double startFactor, double endFactor, int totalIters) {
        this(optimizer, startFactor, endFactor, totalIters, -1);
    }

    /** @throws ArclightException if a factor is not between 0 and 1, or the first is 0 */
    public LinearLR(Optimizer optimizer, double startFactor, double endFactor, int totalIters, int lastEpoch) {
        super(optimizer, lastEpoch);
        if (!(startFactor > 0 && startFactor <= 1)) {
            throw new ArclightException("LinearLR: starting multiplicative factor expected to be greater than 0 and"
                    + " less or equal to 1, got " + startFactor);
        }
        if (!(endFactor >= 0 && endFactor <= 1)) {
            throw new ArclightException(
                    "LinearLR: ending multiplicative factor expected to be between 0 and 1, got " + endFactor);
        }
        settings().put("start_factor", startFactor).put("end_factor", endFactor).put("total_iters", totalIters);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        double start = settings().number("start_factor");
        double end = settings().number("end_factor");
        int total = settings().count("total_iters");
        if (epoch == 0) {
            return each(group -> group.lr() * start);
        }
        return epoch > total
                ? each(ParamGroup::lr)
                : each(group -> group.lr() * (1 + (end - start) / (total * start + (epoch - 1) * (end - start))));
    }

    @Override
    List<Double> closedForm(int epoch) {
        double start = settings().number("start_factor");
        double end = settings().number("end_factor");
        int total = settings().count("total_iters");
        return ofEachBase(base -> base * (start + (end - start) * Math.min(total, epoch) / total));
    }
}
