package dev.arclight.kernel.cpu.ops;

import dev.arclight.kernel.BoundCall;
import dev.arclight.kernel.cpu.Exponentials;
import dev.arclight.op.Op;
import dev.arclight.op.WeightedRows;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Rows of tables: copied, added up in the order of their numbers' list, or compared. */
final class EmbeddingKernels {
    private EmbeddingKernels() {}

    static void embedding(Op op, Tensor[] inputs, Tensor[] outputs) {
        Tensor weight = inputs[0].size(1) > 1 && inputs[0].stride(1) != 1 ? Copies.contiguous(inputs[0]) : inputs[0];
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

    /** The rows of a table of floats that stays in its place, or null if they do not lie one after the other. */
    static @Nullable BoundCall bound(Tensor weight, Tensor index, Tensor out) {
        if (!weight.isContiguous() || !index.isContiguous() || index.dtype() != DType.INT64) {
            return null;
        }
        float[] from = weight.storage().floats();
        float[] to = out.storage().floats();
        long[] rows = index.storage().longs();
        int width = weight.size(1);
        int count = index.numel();
        return () -> {
            Copies.checkedIndices("embedding", index, weight.size(0));
            for (int i = 0; i < count; i++) {
                int row = (int) rows[index.offset() + i];
                System.arraycopy(from, weight.offset() + row * width, to, i * width, width);
            }
        };
    }

    static void weightedRows(Op op, Tensor[] inputs, Tensor[] outputs) {
        Copies.zero(outputs[0]);
        Tensor source = Copies.contiguous(inputs[0]);
        int width = source.size(1);
        Tensor from = Copies.checkedIndices("weightedRows", inputs[2], source.size(0));
        Tensor to = Copies.checkedIndices("weightedRows", inputs[3], ((WeightedRows) op).rows());
        Tensor factors = Copies.contiguous(inputs[1]);
        Tensor out = outputs[0];
        if (source.dtype() == DType.FLOAT64) {
            Exponentials.DOUBLES.addScaledRows(
                    source.storage().doubles(),
                    source.offset(),
                    factors.storage().doubles(),
                    factors.offset(),
                    from.storage().longs(),
                    from.offset(),
                    to.storage().longs(),
                    to.offset(),
                    from.numel(),
                    width,
                    out.storage().doubles(),
                    out.offset());
        } else {
            Exponentials.FLOATS.addScaledRows(
                    source.storage().floats(),
                    source.offset(),
                    factors.storage().floats(),
                    factors.offset(),
                    from.storage().longs(),
                    from.offset(),
                    to.storage().longs(),
                    to.offset(),
                    from.numel(),
                    width,
                    out.storage().floats(),
                    out.offset());
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
