package dev.arclight.kernel;

import dev.arclight.op.Op;
import dev.arclight.tensor.Tensor;

/** The kernels of one kind of device. */
public interface Backend {
    /**
     * The kernel for an op.
     *
     * @throws dev.arclight.tensor.ArclightException naming the op if there is none
     */
    Kernel kernel(Op op);

    /** Writes {@code source}, converted, over {@code target} of the same shape; both may have any strides. */
    void copy(Tensor source, Tensor target);
}
