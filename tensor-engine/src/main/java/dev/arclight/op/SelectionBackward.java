package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Zeros of a shape to which a gradient is added at indices along a dimension: where maxima and sorted elements came from. */
public record SelectionBackward(int dim, Shape shape) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex("selectionBackward", inputs[1]);
        Indexing.requireWithin("selectionBackward", "index", inputs[1].shape(), shape, dim);
        return Op.one(inputs[0].dtype(), shape);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        return Op.grads(Dispatch.run(new Gather(dim), grad, saved.input(1)), null);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new SelectionBackward(0, Shape.of(3, 4)), Sample.real(2, 4), Sample.index(3, 2, 4)),
                Sample.of(new SelectionBackward(-1, Shape.of(2, 3)), Sample.real(2, 5), Sample.index(3, 2, 5)),
                Sample.of(new SelectionBackward(1, Shape.of(2, 3, 2)), Sample.real(2, 1, 2), Sample.index(3, 2, 1, 2)),
                Sample.of(new SelectionBackward(0, Shape.of(3)), Sample.real(0), Sample.index(3, 0)));
    }
}
