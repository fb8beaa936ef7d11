package dev.arclight.op;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The smallest element of a dimension so far and where it lies, as {@code torch.cummin}: the last of equals, NaN wins. */
public record Cummin(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape shape = inputs[0].shape();
        shape.axis(name(), dim);
        return new TensorType[] {new TensorType(inputs[0].dtype(), shape), new TensorType(DType.INT64, shape)};
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
                Sample.of(new Cummin(0), Sample.distinct(37)),
                Sample.of(new Cummin(1), Sample.distinct(2, 3)),
                Sample.of(new Cummin(-2), Sample.distinct(2, 5, 3)),
                Sample.of(new Cummin(1), Sample.distinct(4, 0)));
    }
}
