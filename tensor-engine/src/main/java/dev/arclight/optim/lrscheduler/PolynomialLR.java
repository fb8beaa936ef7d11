package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import java.util.List;

/**
 * Lets the rates fall to 0 in {@code totalIters} steps as a power of what is left, as {@code PolynomialLR}.
 */
public final class PolynomialLR extends LRScheduler {
    /** In a line, in 5 steps. */
    public PolynomialLR(Optimizer optimizer) {
        this(optimizer, 5, 1.0);
    }

    public PolynomialLR(Optimizer optimizer, int totalIters, double power) {
        this(optimizer, totalIters, power, -1);
    }

    public PolynomialLR(Optimizer optimizer, int totalIters, double power, int lastEpoch) {
        super(optimizer, lastEpoch);
        settings().put("total_iters", totalIters).put("power", power);
        begin();
    }

    @Override
    List<Double> rates(int epoch) {
        double total = settings().count("total_iters");
        if (epoch == 0 || epoch > total) {
            return each(ParamGroup::lr);
        }
        double factor = Math.pow(
                (1 - epoch / total) / (1 - (epoch - 1) / total), settings().number("power"));
        return each(group -> group.lr() * factor);
    }

    @Override
    List<Double> closedForm(int epoch) {
        double total = settings().count("total_iters");
        double factor = Math.pow(1 - Math.min(total, epoch) / total, settings().number("power"));
        return ofEachBase(base -> base * factor);
    }
}
