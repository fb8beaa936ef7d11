package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The most frequent elements of a dimension, the smallest of equally frequent ones, and where they lie last, as {@code torch.mode}. */
public record Mode(int dim, boolean keepDim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape reduced = Along.reduced(name(), inputs[0].shape(), dim, keepDim);
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
                Sample.of(new Mode(0, false), Sample.distinct(13)),
                Sample.of(new Mode(1, true), Sample.distinct(2, 3)),
                Sample.of(new Mode(-2, false), Sample.distinct(2, 5, 3)),
                Sample.of(new Mode(0, false), Sample.distinct(4, 0)));
    }
}
