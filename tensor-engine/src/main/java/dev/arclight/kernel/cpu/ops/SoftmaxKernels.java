package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Softmax;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSoftmaxBackward;
import dev.arclight.op.Op;
import dev.arclight.op.SoftmaxBackward;
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

    static void backward(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean log = op instanceof LogSoftmaxBackward;
        int dim = log ? ((LogSoftmaxBackward) op).dim() : ((SoftmaxBackward) op).dim();
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor result = Copies.contiguous(inputs[1]);
        Tensor out = outputs[0];
        int[] extents = result.rank() == 0 ? new int[] {1} : result.shape().toArray();
        int axis = result.rank() == 0 ? 0 : result.shape().axis(dim);
        int outer = ReduceKernels.product(extents, 0, axis);
        int inner = ReduceKernels.product(extents, axis + 1, extents.length);
        int n = extents[axis];
        int p = grad.offset();
        int q = result.offset();
        if (out.dtype() == DType.FLOAT32) {
            float[] g = grad.storage().floats();
            float[] y = result.storage().floats();
            if (log) {
                Softmax.logSoftmaxBackward(
                        g, p, y, q, outer, n, inner, out.storage().floats(), out.offset());
            } else {
                Softmax.softmaxBackward(
                        g, p, y, q, outer, n, inner, out.storage().floats(), out.offset());
            }
        } else {
            double[] g = grad.storage().doubles();
            double[] y = result.storage().doubles();
            if (log) {
                Softmax.logSoftmaxBackward(
                        g, p, y, q, outer, n, inner, out.storage().doubles(), out.offset());
            } else {
                Softmax.softmaxBackward(
                        g, p, y, q, outer, n, inner, out.storage().doubles(), out.offset());
            }
        }
    }
}
