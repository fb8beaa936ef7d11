package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first {@code k} elements of a dimension sorted descending (or ascending) and where they lay, as {@code torch.topk};
 * NaN counts as largest, equal elements stay in their order.
 */
public record TopK(int k, int dim, boolean largest) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireNumbers(name(), inputs[0].dtype());
        Shape shape = inputs[0].shape();
        int axis = shape.axis(name(), dim);
        if (k < 0 || k > shape.dim(axis)) {
            throw new ShapeException("topK: k is " + k + ", dimension " + dim + " of shape " + shape + " holds "
                    + shape.dim(axis) + " elements");
        }
        Shape kept = shape.with(axis, k);
        return new TensorType[] {new TensorType(inputs[0].dtype(), kept), new TensorType(DType.INT64, kept)};
    }

    @Override
    public Saves saves() {
        return Saves.NONE.andOutput(1);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        return Along.selectionGradient(saved, grads, dim, true);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new TopK(5, 0, true), Sample.distinct(37)),
                Sample.of(new TopK(2, 1, false), Sample.distinct(2, 3)),
                Sample.of(new TopK(3, -2, true), Sample.distinct(2, 5, 3)),
                Sample.of(new TopK(4, 0, false), Sample.distinct(250)),
                Sample.of(new TopK(0, 1, true), Sample.distinct(4, 3)));
    }
}
