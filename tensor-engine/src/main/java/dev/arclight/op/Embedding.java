package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table by number, as {@code torch.embedding}: weight {@code [V, D]} and indices of any shape give
 * {@code [indices…, D]}.
 *
 * @param paddingIdx a row that gets no gradient, or -1
 * @param scaleGradByFreq whether a row's gradients are divided by how often it was asked for
 */
public record Embedding(long paddingIdx, boolean scaleGradByFreq) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex("embedding", inputs[1]);
        Shape weight = inputs[0].shape();
        if (weight.rank() != 2) {
            throw new ShapeException("embedding: weight " + weight + " must be [rows, dimensions]");
        }
        int[] index = inputs[1].shape().toArray();
        int[] extents = java.util.Arrays.copyOf(index, index.length + 1);
        extents[index.length] = weight.dim(1);
        return Op.one(inputs[0].dtype(), Shape.of(extents));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape weight = saved.inputType(0).shape();
        long[] indices = saved.input(1).toLongArray();
        Map<Long, Integer> counts = new HashMap<>();
        if (scaleGradByFreq) {
            for (long index : indices) {
                counts.merge(index, 1, Integer::sum);
            }
        }
        int kept = 0;
        long[] from = new long[indices.length];
        long[] to = new long[indices.length];
        double[] factors = new double[indices.length];
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] != paddingIdx) {
                from[kept] = i;
                to[kept] = indices[i];
                factors[kept++] = scaleGradByFreq ? 1.0 / counts.getOrDefault(indices[i], 1) : 1;
            }
        }
        return Op.grads(
                Dispatch.run(
                        new WeightedRows(weight.dim(0)),
                        grad.reshape(indices.length, weight.dim(1)),
                        Tensor.of(java.util.Arrays.copyOf(factors, kept), kept).to(grad.dtype()),
                        Tensor.of(java.util.Arrays.copyOf(from, kept), kept),
                        Tensor.of(java.util.Arrays.copyOf(to, kept), kept)),
                null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Embedding(-1, false), Sample.real(3, 4), Sample.index(3, 5)),
                Sample.of(new Embedding(-1, false), Sample.real(3, 17), Sample.index(3, 2, 3)),
                Sample.of(new Embedding(-1, false), Sample.real(3, 4), Sample.index(3)),
                Sample.of(new Embedding(-1, false), Sample.real(3, 4), Sample.index(3, 0)),
                Sample.of(new Embedding(-1, false), Sample.real(3, 0), Sample.index(3, 5)));
    }
}
