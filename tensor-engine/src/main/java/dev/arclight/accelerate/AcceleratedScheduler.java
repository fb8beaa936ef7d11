package dev.arclight.accelerate;

import dev.arclight.optim.lrscheduler.LRScheduler;

/** A schedule that goes on when the optimizers made a step, once for each worker. */
public final class AcceleratedScheduler {
    private final Accelerator accelerator;
    private final LRScheduler scheduler;

    AcceleratedScheduler(Accelerator accelerator, LRScheduler scheduler) {
        this.accelerator = accelerator;
        this.scheduler = scheduler;
    }

    /** The schedule that was prepared. */
    public LRScheduler scheduler() {
        return scheduler;
    }

    public void step() {
        if (accelerator.syncGradients() && !accelerator.anyStepWasSkipped()) {
            for (int i = 0; i < accelerator.numProcesses(); i++) {
                scheduler.step();
            }
        }
    }
}
