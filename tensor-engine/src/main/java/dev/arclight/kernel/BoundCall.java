package dev.arclight.kernel;

import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A call whose tensors stay where they are: what depends on their places, types and on constants was done when it was bound,
 * and running it computes, again and again, what a {@link Kernel} would.
 */
@FunctionalInterface
public interface BoundCall {
    void run();

    /**
     * What is to be bound.
     *
     * @param then an elementwise function that is done to the first output, or null
     * @param constant for each input, whether its elements never change
     * @param outputs contiguous, each at the beginning of its storage
     * @param weights where constants lie packed
     */
    record Request(
            Op op, @Nullable Op then, Tensor[] inputs, boolean[] constant, Tensor[] outputs, PackedWeights weights) {}
}
