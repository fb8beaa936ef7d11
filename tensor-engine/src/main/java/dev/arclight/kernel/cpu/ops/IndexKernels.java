package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.Cat;
import dev.arclight.op.Gather;
import dev.arclight.op.IndexAdd;
import dev.arclight.op.IndexSelect;
import dev.arclight.op.Op;
import dev.arclight.op.ScatterAdd;
import dev.arclight.op.SliceBackward;
import dev.arclight.op.ViewOp;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;

/** Ops that move or add elements by position or index. Adding is in index order, so results do not depend on threads. */
final class IndexKernels {
    private IndexKernels() {}

    static void cat(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        int axis = out.shape().axis(((Cat) op).dim());
        int start = 0;
        for (Tensor input : inputs) {
            int offset = out.offset() + start * out.stride(axis);
            Copies.copy(input, Tensor.alias(out, input.shape(), out.strides(), offset));
            start += input.size(axis);
        }
    }

    static void sliceBackward(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Copies.zero(out);
        ViewOp.Layout layout = ((SliceBackward) op).slice().layout(out);
        Copies.copy(inputs[0], Tensor.alias(out, inputs[0].shape(), layout.strides(), layout.offset()));
    }

    static void gather(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor in = inputs[0];
        Tensor out = outputs[0];
        int axis = ((Gather) op).dim();
        int[] index = Copies.indices("gather", inputs[1], in.size(axis));
        int[] places = places(in, out.shape(), in.shape().axis(axis), index);
        Object from = in.storage().array();
        if (from instanceof float[] x) {
            float[] y = out.storage().floats();
            for (int i = 0; i < places.length; i++) {
                y[i] = x[places[i]];
            }
        } else if (from instanceof double[] x) {
            double[] y = out.storage().doubles();
            for (int i = 0; i < places.length; i++) {
                y[i] = x[places[i]];
            }
        } else {
            Object to = out.storage().array();
            for (int i = 0; i < places.length; i++) {
                System.arraycopy(from, places[i], to, i, 1);
            }
        }
    }

    static void scatterAdd(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Copies.copy(inputs[0], out);
        int axis = ((ScatterAdd) op).dim();
        int[] index = Copies.indices("scatterAdd", inputs[1], out.size(axis));
        int[] places = places(out, inputs[1].shape(), out.shape().axis(axis), index);
        addAt(out, places, Copies.contiguous(inputs[2]));
    }

    static void indexSelect(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor in = Copies.contiguous(inputs[0]);
        Tensor out = outputs[0];
        int axis = in.shape().axis(((IndexSelect) op).dim());
        int[] index = Copies.indices("indexSelect", inputs[1], in.size(axis));
        int[] extents = in.shape().toArray();
        int outer = ReduceKernels.product(extents, 0, axis);
        int inner = ReduceKernels.product(extents, axis + 1, extents.length);
        Object from = in.storage().array();
        Object to = out.storage().array();
        for (int o = 0, next = 0; o < outer; o++) {
            for (int row : index) {
                System.arraycopy(from, in.offset() + (o * extents[axis] + row) * inner, to, next, inner);
                next += inner;
            }
        }
    }

    static void indexAdd(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor out = outputs[0];
        Copies.copy(inputs[0], out);
        int axis = out.shape().axis(((IndexAdd) op).dim());
        int[] rows = Copies.indices("indexAdd", inputs[1], out.size(axis));
        Shape source = inputs[2].shape();
        int[] index = new int[(int) source.size()];
        int inner = ReduceKernels.product(source.toArray(), axis + 1, source.rank());
        for (int i = 0; i < index.length; i++) {
            index[i] = rows[i / inner % rows.length];
        }
        addAt(out, places(out, source, axis, index), Copies.contiguous(inputs[2]));
    }

    /** Where in {@code whole}'s storage each element of {@code part} lies when {@code index} replaces its axis. */
    private static int[] places(Tensor whole, Shape part, int axis, int[] index) {
        int[] places = new int[index.length];
        int rank = part.rank();
        int[] at = new int[rank];
        for (int i = 0; i < places.length; i++) {
            int place = whole.offset();
            for (int d = 0; d < rank; d++) {
                place += (d == axis ? index[i] : at[d]) * whole.stride(d);
            }
            places[i] = place;
            for (int d = rank - 1; d >= 0 && ++at[d] == part.dim(d); d--) {
                at[d] = 0;
            }
        }
        return places;
    }

    /** Adds {@code source}, of shape {@code part}, where {@code index} replaces its place along an axis. */
    static void addAlong(Tensor out, int axis, Shape part, int[] index, Tensor source) {
        addAt(out, places(out, part, axis, index), source);
    }

    private static void addAt(Tensor out, int[] places, Tensor source) {
        int offset = source.offset();
        switch (out.dtype()) {
            case FLOAT32 -> {
                float[] y = out.storage().floats();
                float[] x = source.storage().floats();
                for (int i = 0; i < places.length; i++) {
                    y[places[i]] += x[offset + i];
                }
            }
            case FLOAT64 -> {
                double[] y = out.storage().doubles();
                double[] x = source.storage().doubles();
                for (int i = 0; i < places.length; i++) {
                    y[places[i]] += x[offset + i];
                }
            }
            case INT64 -> {
                long[] y = out.storage().longs();
                long[] x = source.storage().longs();
                for (int i = 0; i < places.length; i++) {
                    y[places[i]] += x[offset + i];
                }
            }
            case INT32 -> {
                int[] y = out.storage().ints();
                int[] x = source.storage().ints();
                for (int i = 0; i < places.length; i++) {
                    y[places[i]] += x[offset + i];
                }
            }
            case INT16 -> {
                short[] y = out.storage().shorts();
                short[] x = source.storage().shorts();
                for (int i = 0; i < places.length; i++) {
                    y[places[i]] += x[offset + i];
                }
            }
            case INT8, UINT8 -> {
                byte[] y = out.storage().bytes();
                byte[] x = source.storage().bytes();
                for (int i = 0; i < places.length; i++) {
                    y[places[i]] += x[offset + i];
                }
            }
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(out.dtype());
            case BOOL -> {
                byte[] y = out.storage().bytes();
                byte[] x = source.storage().bytes();
                for (int i = 0; i < places.length; i++) {
                    y[places[i]] |= x[offset + i];
                }
            }
        }
    }

    /** Checks the targets of a loss once and returns them; {@code ignoreIndex} stays as it is. */
    static long[] targets(String op, Tensor target, int classes, long ignoreIndex) {
        Tensor plain = Copies.contiguous(Copies.as(DType.INT64, target));
        long[] checked =
                java.util.Arrays.copyOfRange(plain.storage().longs(), plain.offset(), plain.offset() + plain.numel());
        for (int i = 0; i < checked.length; i++) {
            if (checked[i] != ignoreIndex && (checked[i] < 0 || checked[i] >= classes)) {
                throw new ArclightException(op + ": target " + checked[i] + " of example " + i + " is outside [0, "
                        + classes + "); classes are numbered from 0");
            }
        }
        return checked;
    }
}
