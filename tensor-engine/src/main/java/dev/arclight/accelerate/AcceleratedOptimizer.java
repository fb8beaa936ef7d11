package dev.arclight.accelerate;

import dev.arclight.optim.Optimizer;

/** An optimizer that steps only where an accumulation of gradients ends, and not if they are not finite. */
public final class AcceleratedOptimizer {
    private final Accelerator accelerator;
    private final Optimizer optimizer;
    private boolean unscaled;
    private boolean stepWasSkipped;

    AcceleratedOptimizer(Accelerator accelerator, Optimizer optimizer) {
        this.accelerator = accelerator;
        this.optimizer = optimizer;
    }

    /** The optimizer that was prepared. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** Makes a step if gradients are whole and finite. */
    public void step() {
        if (accelerator.syncGradients()) {
            stepWasSkipped = !accelerator.step(this);
        }
    }

    /** Forgets gradients if they are whole. */
    public void zeroGrad() {
        if (accelerator.syncGradients()) {
            optimizer.zeroGrad();
        }
    }

    /** Whether the last step was left out because a gradient was not finite. */
    public boolean stepWasSkipped() {
        return stepWasSkipped;
    }

    void unscale() {
        if (!unscaled) {
            accelerator.unscale(this);
            unscaled = true;
        }
    }

    void updated() {
        unscaled = false;
    }
}
