package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest elements of a dimension and where they lie, as {@code torch.min} with one: the first of equals, NaN wins. */
public record MinAlong(int dim, boolean keepDim) implements Op {
    @Override
    public String name() {
        return "min";
    }

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
                Sample.of(new MinAlong(0, false), Sample.distinct(37)),
                Sample.of(new MinAlong(1, true), Sample.distinct(2, 3)),
                Sample.of(new MinAlong(-2, false), Sample.distinct(2, 5, 3)),
                Sample.of(new MinAlong(0, false), Sample.distinct(4, 0)));
    }
}
