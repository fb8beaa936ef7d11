package dev.arclight.kernel;

import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;

/** How a backend computes one kind of op. Stateless: one instance serves all threads. */
@FunctionalInterface
public interface Kernel {
    /**
     * Computes {@code op}.
     *
     * @param inputs of any strides; the types have passed {@link Op#infer}
     * @param outputs contiguous, of the inferred types, with any content; every element must be written
     */
    void run(Op op, Tensor[] inputs, Tensor[] outputs);
}
