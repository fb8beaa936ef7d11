package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import java.util.List;

/**
 * Multiplies the rates by gamma in each step, as {@code ExponentialLR}.
 */
public final class ExponentialLR extends LRScheduler {
    public ExponentialLR(Optimizer optimizer, double gamma) {
        this(optimizer, gamma, -1);
    }

    public ExponentialLR(Optimizer optimizer, double gamma, int lastEpoch) {
        super(optimizer, lastEpoch);
        settings().put("gamma", gamma);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        return epoch == 0
                ? each(ParamGroup::lr)
                : each(group -> group.lr() * settings().number("gamma"));
    }

    @Override
    List<Double> closedForm(int epoch) {
        return ofEachBase(base -> base * Math.pow(settings().number("gamma"), epoch));
    }
}
