package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.cpu.Exponentials;
import dev.arclight.op.Op;
import dev.arclight.op.WeightedRows;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;

/** Rows of tables: copied, added up in the order of their numbers' list, or compared. */
final class EmbeddingKernels {
    private EmbeddingKernels() {}

    static void embedding(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor weight = inputs[0].size(1) > 1 && inputs[0].stride(1) != 1 ? inputs[0].copy() : inputs[0];
        int[] rows = Copies.indices("embedding", inputs[1], weight.size(0));
        int width = weight.size(1);
        if (width == 0) {
            return;
        }
        Object from = weight.storage().array();
        Object to = outputs[0].storage().array();
        int stride = weight.stride(0);
        if (from instanceof float[] x && to instanceof float[] y) {
            // The same: where the JIT knows the arrays' type a short copy is a few instructions instead of a call.
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(x, weight.offset() + rows[i] * stride, y, i * width, width);
            }
            return;
        }
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(from, weight.offset() + rows[i] * stride, to, i * width, width);
        }
    }

    static void weightedRows(Op op, Tensor[] inputs, Tensor[] outputs) {
        Copies.zero(outputs[0]);
        Tensor source = Copies.contiguous(inputs[0]);
        int width = source.size(1);
        int[] from = Copies.indices("weightedRows", inputs[2], source.size(0));
        int[] to = Copies.indices("weightedRows", inputs[3], ((WeightedRows) op).rows());
        double[] factors = inputs[1].toDoubleArray();
        if (source.dtype() == DType.FLOAT64) {
            double[] x = source.storage().doubles();
            add(
                    Exponentials.DOUBLES,
                    x,
                    source.offset(),
                    width,
                    factors,
                    from,
                    to,
                    outputs[0].storage().doubles());
        } else {
            float[] x = source.storage().floats();
            add(
                    Exponentials.FLOATS,
                    x,
                    source.offset(),
                    width,
                    factors,
                    from,
                    to,
                    outputs[0].storage().floats());
        }
    }

    private static <A> void add(
            Exponentials<A> rows, A x, int offset, int width, double[] factors, int[] from, int[] to, A out) {
        for (int i = 0; i < from.length; i++) {
            rows.addScaled(x, offset + from[i] * width, factors[i], out, to[i] * width, width);
        }
    }

    static void bagMax(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor weight = Copies.contiguous(inputs[0]);
        int width = weight.size(1);
        int[] rows = Copies.indices("embeddingBagMax", inputs[1], weight.size(0));
        int[] bags = Copies.indices("embeddingBagMax", inputs[2], outputs[0].size(0));
        Copies.zero(outputs[0]);
        long[] winners = outputs[1].storage().longs();
        java.util.Arrays.fill(winners, 0, outputs[1].numel(), -1);
        if (weight.dtype() == DType.FLOAT64) {
            double[] x = weight.storage().doubles();
            double[] y = outputs[0].storage().doubles();
            for (int i = 0; i < rows.length; i++) {
                for (int d = 0; d < width; d++) {
                    double value = x[weight.offset() + rows[i] * width + d];
                    int at = bags[i] * width + d;
                    if (winners[at] < 0 || value > y[at]) {
                        y[at] = value;
                        winners[at] = rows[i];
                    }
                }
            }
        } else {
            float[] x = weight.storage().floats();
            float[] y = outputs[0].storage().floats();
            for (int i = 0; i < rows.length; i++) {
                for (int d = 0; d < width; d++) {
                    float value = x[weight.offset() + rows[i] * width + d];
                    int at = bags[i] * width + d;
                    if (winners[at] < 0 || value > y[at]) {
                        y[at] = value;
                        winners[at] = rows[i];
                    }
                }
            }
        }
    }
}
