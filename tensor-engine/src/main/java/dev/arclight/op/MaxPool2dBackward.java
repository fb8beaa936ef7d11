package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds each element to the place in a plane of {@code height × width} that {@link MaxPool2d} took it from. */
public record MaxPool2dBackward(int height, int width) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex(name(), inputs[1]);
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException(name() + ": the gradient is " + inputs[0].dtype() + ", expected a floating dtype");
        }
        Shape out = inputs[0].shape();
        if (out.rank() != 4 || !out.equals(inputs[1].shape())) {
            throw new ShapeException(name() + ": gradient " + out + " and indices " + inputs[1].shape()
                    + " must have one shape of four dimensions");
        }
        return Op.one(inputs[0].dtype(), Shape.of(out.dim(0), out.dim(1), height, width));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor index = saved.input(1);
        int[] planes = {grad.size(0), grad.size(1), height * width};
        int[] picks = {index.size(0), index.size(1), index.size(2) * index.size(3)};
        Tensor picked = Dispatch.run(new Gather(2), grad.reshape(planes), index.reshape(picks));
        return Op.grads(picked.reshape(index.shape().toArray()), null);
    }

    public static List<Sample> samples() {
        return List.of(Sample.of(new MaxPool2dBackward(2, 2), Sample.real(2, 2, 1, 3), Sample.index(3, 2, 2, 1, 3)));
    }
}
