package dev.arclight.kernel;

import dev.arclight.op.Op;
import dev.arclight.op.Overwriting;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

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

    /**
     * A call that writes over its first input, made again and again with the same tensors; null if it has no such form, and is
     * to be called as ever.
     */
    default @Nullable BoundCall bindOver(Overwriting op, Tensor[] inputs) {
        return null;
    }

    /** Writes {@code source}, converted, over {@code target} of the same shape; both may have any strides. */
    void copy(Tensor source, Tensor target);
}
