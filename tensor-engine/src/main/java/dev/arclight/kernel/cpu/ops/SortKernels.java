package dev.arclight.kernel.cpu.ops;

import dev.arclight.op.KthValue;
import dev.arclight.op.Median;
import dev.arclight.op.Mode;
import dev.arclight.op.Op;
import dev.arclight.op.Overall;
import dev.arclight.op.Sort;
import dev.arclight.op.TopK;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Ops that order the elements of one dimension, run by run, and copy those that they pick. */
final class SortKernels {
    private SortKernels() {}

    static void sort(Op op, Tensor[] inputs, Tensor[] outputs) {
        Sort sort = (Sort) op;
        Along along = new Along(inputs[0].shape(), sort.dim());
        Runs runs = Runs.of(inputs[0], along);
        forEach(
                along,
                (base, run) -> runs.order(base, sort.descending(), along.n(), run),
                inputs[0],
                outputs,
                along.n());
    }

    static void topK(Op op, Tensor[] inputs, Tensor[] outputs) {
        TopK top = (TopK) op;
        Along along = new Along(inputs[0].shape(), top.dim());
        Runs runs = Runs.of(inputs[0], along);
        forEach(along, (base, run) -> runs.order(base, top.largest(), top.k(), run), inputs[0], outputs, top.k());
    }

    static void kthValue(Op op, Tensor[] inputs, Tensor[] outputs) {
        KthValue kth = (KthValue) op;
        Along along = new Along(inputs[0].shape(), kth.dim());
        Runs runs = Runs.of(inputs[0], along);
        forEach(along, (base, run) -> run[0] = runs.kth(base, kth.k()), inputs[0], outputs, 1);
    }

    static void overall(Op op, Tensor[] inputs, Tensor[] outputs) {
        Overall.Pick pick = ((Overall) op).pick();
        if (pick == Overall.Pick.MAX || pick == Overall.Pick.MIN) {
            ReduceKernels.extreme(pick == Overall.Pick.MAX, inputs[0], outputs[0]);
            return;
        }
        Tensor in = Copies.contiguous(inputs[0]);
        int n = in.numel();
        if (n == 0) {
            Copies.copy(Tensor.number(Double.NaN), outputs[0]);
            return;
        }
        int place = Runs.of(in, new Along(1, n, 1)).median(0, pick == Overall.Pick.NANMEDIAN);
        System.arraycopy(
                in.storage().array(), in.offset() + place, outputs[0].storage().array(), outputs[0].offset(), 1);
    }

    static void median(Op op, Tensor[] inputs, Tensor[] outputs) {
        Median median = (Median) op;
        Along along = new Along(inputs[0].shape(), median.dim());
        Runs runs = Runs.of(inputs[0], along);
        forEach(along, (base, run) -> run[0] = runs.median(base, median.ignoreNan()), inputs[0], outputs, 1);
    }

    static void mode(Op op, Tensor[] inputs, Tensor[] outputs) {
        Along along = new Along(inputs[0].shape(), ((Mode) op).dim());
        Runs runs = Runs.of(inputs[0], along);
        int[] order = new int[along.n()];
        forEach(
                along,
                (base, run) -> {
                    runs.order(base, false, along.n(), order);
                    run[0] = runs.mode(base, order);
                },
                inputs[0],
                outputs,
                1);
    }

    /** Finds which elements of a run are picked. */
    @FunctionalInterface
    private interface Picker {
        /** @param picked receives places within the run that starts at {@code base} */
        void pick(int base, int[] picked);
    }

    /** Lets a picker loose on every run, and copies what it picked. */
    private static void forEach(Along along, Picker picker, Tensor input, Tensor[] outputs, int count) {
        Tensor in = Copies.contiguous(input);
        int n = along.n();
        int inner = along.inner();
        long[] indices = outputs[1].storage().longs();
        Object from = in.storage().array();
        Object to = outputs[0].storage().array();
        int[] picked = new int[count];
        for (int o = 0; o < along.outer() && count > 0; o++) {
            for (int j = 0; j < inner; j++) {
                picker.pick(o * n * inner + j, picked);
                int target = o * count * inner + j;
                for (int k = 0; k < count; k++) {
                    indices[target + k * inner] = picked[k];
                }
                copy(from, in.offset() + o * n * inner + j, picked, to, target, inner);
            }
        }
    }

    private static void copy(Object from, int base, int[] picked, Object to, int target, int inner) {
        if (from instanceof float[] x) {
            float[] y = (float[]) to;
            for (int k = 0; k < picked.length; k++) {
                y[target + k * inner] = x[base + picked[k] * inner];
            }
        } else if (from instanceof double[] x) {
            double[] y = (double[]) to;
            for (int k = 0; k < picked.length; k++) {
                y[target + k * inner] = x[base + picked[k] * inner];
            }
        } else if (from instanceof long[] x) {
            long[] y = (long[]) to;
            for (int k = 0; k < picked.length; k++) {
                y[target + k * inner] = x[base + picked[k] * inner];
            }
        } else if (from instanceof int[] x) {
            int[] y = (int[]) to;
            for (int k = 0; k < picked.length; k++) {
                y[target + k * inner] = x[base + picked[k] * inner];
            }
        } else if (from instanceof short[] x) {
            short[] y = (short[]) to;
            for (int k = 0; k < picked.length; k++) {
                y[target + k * inner] = x[base + picked[k] * inner];
            }
        } else if (from instanceof byte[] x) {
            byte[] y = (byte[]) to;
            for (int k = 0; k < picked.length; k++) {
                y[target + k * inner] = x[base + picked[k] * inner];
            }
        }
    }

    /** The dtype whose keys stand for a dtype's. */
    static DType keyed(DType dtype) {
        return switch (dtype) {
            case FLOAT32, FLOAT64, INT64 -> dtype;
            case BOOL, UINT8, INT8, INT16, INT32 -> DType.INT32;
            case FLOAT16, BFLOAT16 -> throw Halves.unwidened(dtype);
        };
    }
}
