package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;
import java.util.List;

/**
 * Multiplies the rates by a factor until {@code totalIters} steps were made, as {@code ConstantLR}.
 */
public final class ConstantLR extends LRScheduler {
    /** A third for 5 steps. */
    public ConstantLR(Optimizer optimizer) {
        this(optimizer, 1.0 / 3, 5);
    }

    public ConstantLR(Optimizer optimizer, double factor, int totalIters) {
        this(optimizer, factor, totalIters, -1);
    }

    /** @throws ArclightException if the factor is not between 0 and 1 */
    public ConstantLR(Optimizer optimizer, double factor, int totalIters, int lastEpoch) {
        super(optimizer, lastEpoch);
        if (!(factor >= 0 && factor <= 1)) {
            throw new ArclightException(
                    "ConstantLR: constant multiplicative factor expected to be between 0 and 1, got " + factor);
        }
        settings().put("factor", factor).put("total_iters", totalIters);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        double factor = settings().number("factor");
        if (epoch == 0) {
            return each(group -> group.lr() * factor);
        }
        return epoch == settings().count("total_iters")
                ? each(group -> group.lr() * (1.0 / factor))
                : each(ParamGroup::lr);
    }

    @Override
    List<Double> closedForm(int epoch) {
        double factor = settings().number("factor");
        int over = epoch >= settings().count("total_iters") ? 1 : 0;
        return ofEachBase(base -> base * (factor + over * (1 - factor)));
    }
}
