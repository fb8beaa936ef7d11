package dev.arclight.optim.lrscheduler;

import dev.arclight.tensor.ArclightException;
import java.util.List;

/** Steps several schedulers of one optimizer at once, as {@code ChainedScheduler}. */
public final class ChainedScheduler extends SchedulerList {
    /** @throws ArclightException if there are none or they belong to different optimizers */
    public ChainedScheduler(List<? extends LRScheduler> schedulers) {
        super("ChainedScheduler", first(schedulers).optimizer(), schedulers);
    }

    private static LRScheduler first(List<? extends LRScheduler> schedulers) {
        if (schedulers.isEmpty()) {
            throw new ArclightException("ChainedScheduler: expects at least one scheduler to be chained, but got none");
        }
        return schedulers.get(0);
    }

    @Override
    public void step() {
        schedulers().forEach(LRScheduler::step);
        remember();
    }
}
