package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Reduce;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.MaxAlong;
import dev.arclight.op.MinAlong;
import dev.arclight.op.Op;
import dev.arclight.op.SelectionBackward;
import dev.arclight.tensor.Tensor;

/** Where the extremes of one dimension lie, what they are, and where their gradients go. */
final class ArgKernels {
    private ArgKernels() {}

    /** {@link Argmax} and {@link Argmin}. */
    static void find(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean largest = op instanceof Argmax;
        int dim = largest ? ((Argmax) op).dim() : ((Argmin) op).dim();
        find(largest, inputs[0], new Along(inputs[0].shape(), dim), outputs[0]);
    }

    /** {@link MaxAlong} and {@link MinAlong}. */
    static void pick(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean largest = op instanceof MaxAlong;
        Along along = new Along(inputs[0].shape(), largest ? ((MaxAlong) op).dim() : ((MinAlong) op).dim());
        Tensor in = Copies.contiguous(inputs[0]);
        find(largest, in, along, outputs[1]);
        long[] found = outputs[1].storage().longs();
        Object from = in.storage().array();
        Object to = outputs[0].storage().array();
        int inner = along.inner();
        for (int i = 0; i < along.outer() * inner; i++) {
            int place = in.offset() + (i / inner * along.n() + (int) found[i]) * inner + i % inner;
            System.arraycopy(from, place, to, i, 1);
        }
    }

    private static void find(boolean largest, Tensor input, Along along, Tensor indices) {
        Tensor in = Copies.contiguous(Copies.as(Wide.dtype(input.dtype()), input));
        long[] out = indices.storage().longs();
        int outer = along.outer();
        int n = along.n();
        int inner = along.inner();
        Object array = in.storage().array();
        if (array instanceof float[] x) {
            if (largest) {
                Reduce.argMax(x, in.offset(), outer, n, inner, out, indices.offset());
            } else {
                Reduce.argMin(x, in.offset(), outer, n, inner, out, indices.offset());
            }
        } else if (array instanceof double[] x) {
            if (largest) {
                Reduce.argMax(x, in.offset(), outer, n, inner, out, indices.offset());
            } else {
                Reduce.argMin(x, in.offset(), outer, n, inner, out, indices.offset());
            }
        } else if (array instanceof long[] x) {
            if (largest) {
                Reduce.argMax(x, in.offset(), outer, n, inner, out, indices.offset());
            } else {
                Reduce.argMin(x, in.offset(), outer, n, inner, out, indices.offset());
            }
        }
    }

    static void selectionBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Copies.zero(out);
        int axis = out.shape().axis(((SelectionBackward) op).dim());
        IndexKernels.addAlong("selectionBackward", out, axis, inputs[1], inputs[0]);
    }
}
