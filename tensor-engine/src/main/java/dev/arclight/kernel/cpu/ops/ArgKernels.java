package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.ArgFolds;
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
        find(largest, inputs[0], largest ? ((Argmax) op).dim() : ((Argmin) op).dim(), outputs[0]);
    }

    /** {@link MaxAlong} and {@link MinAlong}. */
    static void pick(Op op, Tensor[] inputs, Tensor[] outputs) {
        boolean largest = op instanceof MaxAlong;
        int dim = largest ? ((MaxAlong) op).dim() : ((MinAlong) op).dim();
        Tensor in = inputs[0];
        Tensor out = outputs[0];
        find(largest, in, dim, outputs[1]);
        int axis = in.rank() == 0 ? 0 : in.shape().axis(dim);
        int stride = in.rank() == 0 ? 0 : in.stride(axis);
        int[] strides = new int[out.rank()];
        for (int d = 0; d < strides.length; d++) {
            boolean same = out.rank() == in.rank();
            strides[d] = same && d == axis ? 0 : in.stride(same || d < axis ? d : d + 1);
        }
        Tensor starts = Tensor.alias(in, out.shape(), strides, in.offset());
        long[] found = outputs[1].storage().longs();
        Object from = in.storage().array();
        Object to = out.storage().array();
        Spans spans = Spans.of(out.shape(), out, starts, outputs[1]);
        spans.forEach(at -> {
            for (int i = 0; i < spans.length(); i++) {
                int place = at[1] + i * spans.step(1) + (int) found[at[2] + i * spans.step(2)] * stride;
                System.arraycopy(from, place, to, at[0] + i * spans.step(0), 1);
            }
        });
    }

    private static void find(boolean largest, Tensor input, int dim, Tensor indices) {
        Tensor in = Copies.as(Wide.dtype(input.dtype()), input);
        int axis = in.rank() == 0 ? 0 : in.shape().axis(dim);
        Stage stage = new Stage(in, axis, in.rank() == 0 ? -1 : axis, true, false);
        long[] out = indices.storage().longs();
        if (stage.array() instanceof float[] x) {
            stage.run(x, ArgFolds.floats(largest), out, indices.offset());
        } else if (stage.array() instanceof double[] x) {
            stage.run(x, ArgFolds.doubles(largest), out, indices.offset());
        } else if (stage.array() instanceof long[] x) {
            stage.run(x, ArgFolds.longs(largest), out, indices.offset());
        }
    }

    static void selectionBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Copies.zero(out);
        int axis = out.shape().axis(((SelectionBackward) op).dim());
        IndexKernels.addAlong("selectionBackward", out, axis, inputs[1], inputs[0]);
    }
}
