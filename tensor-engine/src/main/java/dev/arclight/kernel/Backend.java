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

    /** A call that is made again and again with the same tensors. */
    default BoundCall bind(BoundCall.Request request) {
        Op op = request.op();
        Kernel kernel = kernel(op);
        Tensor[] inputs = request.inputs();
        Tensor[] outputs = request.outputs();
        Op then = request.then();
        if (then == null) {
            return () -> kernel.run(op, inputs, outputs);
        }
        Kernel second = kernel(then);
        Tensor[] first = {outputs[0]};
        return () -> {
            kernel.run(op, inputs, outputs);
            second.run(then, first, first);
        };
    }

    /** Writes {@code source}, converted, over {@code target} of the same shape; both may have any strides. */
    void copy(Tensor source, Tensor target);
}
