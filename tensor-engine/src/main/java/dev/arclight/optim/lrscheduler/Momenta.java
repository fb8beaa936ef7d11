package dev.arclight.optim.lrscheduler;

import dev.arclight.optim.Optimizer;
import dev.arclight.optim.ParamGroup;
import dev.arclight.tensor.ArclightException;

/** What schedulers do to momentum, which is an option of its own or the first of the betas. */
final class Momenta {
    private Momenta() {}

    /** @throws ArclightException if an optimizer has neither */
    static void require(String scheduler, Optimizer optimizer) {
        if (!optimizer.defaults().containsKey("momentum")
                && !optimizer.defaults().containsKey("betas")) {
            throw new ArclightException(scheduler + ": optimizer must support momentum or betas with cycleMomentum;"
                    + " switch that off for " + optimizer.getClass().getSimpleName());
        }
    }

    static void set(ParamGroup group, double momentum) {
        if (group.has("betas")) {
            group.betas(momentum, group.number("betas", 1));
        } else {
            group.momentum(momentum);
        }
    }
}
