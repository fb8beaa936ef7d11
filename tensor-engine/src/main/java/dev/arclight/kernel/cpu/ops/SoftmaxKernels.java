package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.LogSoftmax;
import dev.arclight.op.Op;
import dev.arclight.op.Softmax;
import dev.arclight.tensor.Tensor;

/** Softmax and its logarithm over one dimension. */
final class SoftmaxKernels {
    private SoftmaxKernels() {}

    static void run(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean log = op instanceof LogSoftmax;
        int dim = log ? ((LogSoftmax) op).dim() : ((Softmax) op).dim();
        Tensor in = Copies.contiguous(inputs[0]);
        int[] extents = in.rank() == 0 ? new int[] {1} : in.shape().toArray();
        int axis = in.rank() == 0 ? 0 : in.shape().axis(dim);
        int outer = ReduceKernels.product(extents, 0, axis);
        int inner = ReduceKernels.product(extents, axis + 1, extents.length);
        int n = extents[axis];
        Tensor out = outputs[0];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = o * n * inner + i;
                if (out.storage().array() instanceof float[] y) {
                    row(log, in.storage().floats(), in.offset() + at, y, at, n, inner);
                } else {
                    row(
                            log,
                            in.storage().doubles(),
                            in.offset() + at,
                            out.storage().doubles(),
                            at,
                            n,
                            inner);
                }
            }
        }
    }

    private static void row(boolean log, float[] x, int xo, float[] y, int yo, int n, int step) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            largest = Math.max(largest, x[xo + j * step]);
        }
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += Math.exp(x[xo + j * step] - largest);
        }
        for (int j = 0; j < n; j++) {
            double shifted = x[xo + j * step] - largest;
            y[yo + j * step] = (float) (log ? shifted - Math.log(sum) : Math.exp(shifted) / sum);
        }
    }

    private static void row(boolean log, double[] x, int xo, double[] y, int yo, int n, int step) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            largest = Math.max(largest, x[xo + j * step]);
        }
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += Math.exp(x[xo + j * step] - largest);
        }
        for (int j = 0; j < n; j++) {
            double shifted = x[xo + j * step] - largest;
            y[yo + j * step] = log ? shifted - Math.log(sum) : Math.exp(shifted) / sum;
        }
    }
}
