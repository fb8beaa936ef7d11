package dev.arclight.distributed.localsgd;

import dev.arclight.optim.Optimizer;
import dev.arclight.tensor.Tensor;

/** How a loss becomes a step of an optimizer. */
@FunctionalInterface
public interface GradientStep {
    /** The gradients of the loss as it is. */
    GradientStep PLAIN = (loss, optimizer, clip) -> {
        loss.backward();
        clip.run();
        optimizer.step();
    };

    /** @param clip to be run once the gradients are there, before the step */
    void make(Tensor loss, Optimizer optimizer, Runnable clip);
}
