package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Softmax;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.Op;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Softmax and its logarithm over one dimension. */
final class SoftmaxKernels {
    private SoftmaxKernels() {}

    static void run(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean log = op instanceof LogSoftmax;
        int dim = log ? ((LogSoftmax) op).dim() : ((dev.arclight.op.Softmax) op).dim();
        Tensor in = Copies.contiguous(inputs[0]);
        Tensor out = outputs[0];
        int[] extents = in.rank() == 0 ? new int[] {1} : in.shape().toArray();
        int axis = in.rank() == 0 ? 0 : in.shape().axis(dim);
        int outer = ReduceKernels.product(extents, 0, axis);
        int inner = ReduceKernels.product(extents, axis + 1, extents.length);
        int n = extents[axis];
        if (out.dtype() == DType.FLOAT32) {
            float[] x = in.storage().floats();
            float[] y = out.storage().floats();
            if (log) {
                Softmax.logSoftmax(x, in.offset(), outer, n, inner, y, out.offset());
            } else {
                Softmax.softmax(x, in.offset(), outer, n, inner, y, out.offset());
            }
        } else {
            double[] x = in.storage().doubles();
            double[] y = out.storage().doubles();
            if (log) {
                Softmax.logSoftmax(x, in.offset(), outer, n, inner, y, out.offset());
            } else {
                Softmax.softmax(x, in.offset(), outer, n, inner, y, out.offset());
            }
        }
    }
}
