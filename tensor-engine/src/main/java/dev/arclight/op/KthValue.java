package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code k}-th smallest elements of a dimension, counted from 1, and where they lie, as {@code torch.kthvalue}. */
public record KthValue(int k, int dim, boolean keepDim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireNumbers(name(), inputs[0].dtype());
        Shape shape = inputs[0].shape();
        Shape reduced = Along.reduced(name(), shape, dim, keepDim);
        if (k < 1 || k > shape.dim(name(), dim)) {
            throw new ShapeException("kthValue: k is " + k + ", expected 1 to " + shape.dim(dim) + " for dimension "
                    + dim + " of shape " + shape);
        }
        return new TensorType[] {new TensorType(inputs[0].dtype(), reduced), new TensorType(DType.INT64, reduced)};
    }

    @Override
    public Saves saves() {
        return Saves.NONE.andOutput(1);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        return Along.selectionGradient(saved, grads, dim, keepDim);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new KthValue(7, 0, false), Sample.distinct(37)),
                Sample.of(new KthValue(1, 1, true), Sample.distinct(2, 3)),
                Sample.of(new KthValue(5, -2, false), Sample.distinct(2, 5, 3)));
    }
}
