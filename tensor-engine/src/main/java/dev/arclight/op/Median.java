package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The middle elements of a dimension, the lower of two, and where they lie, as {@code torch.median}; a NaN is the result, or
 * is left out.
 */
public record Median(int dim, boolean keepDim, boolean ignoreNan) implements Op {
    @Override
    public String name() {
        return ignoreNan ? "nanmedian" : "median";
    }

    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Along.requireNumbers(name(), inputs[0].dtype());
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
                Sample.of(new Median(0, false, false), Sample.distinct(37)),
                Sample.of(new Median(1, true, false), Sample.distinct(2, 3)),
                Sample.of(new Median(-2, false, false), Sample.distinct(2, 5, 3)),
                Sample.of(new Median(1, false, true), Sample.distinct(3, 4)),
                Sample.of(new Median(0, false, false), Sample.distinct(4, 0)));
    }
}
