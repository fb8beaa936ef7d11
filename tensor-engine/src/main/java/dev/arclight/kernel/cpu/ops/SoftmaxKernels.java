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
        int outer = Stage.product(extents, 0, axis);
        int inner = Stage.product(extents, axis + 1, extents.length);
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
        Along along = new Along(
                inputs[0].shape(), log ? ((LogSoftmaxBackward) op).dim() : ((SoftmaxBackward) op).dim());
        Tensor grad = Copies.contiguous(inputs[0]);
        Tensor result = Copies.contiguous(inputs[1]);
        int g = grad.offset();
        int p = result.offset();
        int to = outputs[0].offset();
        int outer = along.outer();
        int n = along.n();
        int inner = along.inner();
        if (outputs[0].dtype() == DType.FLOAT32) {
            float[] x = grad.storage().floats();
            float[] y = result.storage().floats();
            float[] out = outputs[0].storage().floats();
            if (log) {
                Softmax.logSoftmaxBackward(x, g, y, p, outer, n, inner, out, to);
            } else {
                Softmax.softmaxBackward(x, g, y, p, outer, n, inner, out, to);
            }
        } else {
            double[] x = grad.storage().doubles();
            double[] y = result.storage().doubles();
            double[] out = outputs[0].storage().doubles();
            if (log) {
                Softmax.logSoftmaxBackward(x, g, y, p, outer, n, inner, out, to);
            } else {
                Softmax.softmaxBackward(x, g, y, p, outer, n, inner, out, to);
            }
        }
    }
}
