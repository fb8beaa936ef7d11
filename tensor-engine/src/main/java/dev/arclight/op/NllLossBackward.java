package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of {@link NllLoss}'s input from the loss's gradient, the targets and the optional weights. */
public record NllLossBackward(int classes, long ignoreIndex, Reduction reduction) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Indexing.requireIndex(name(), inputs[1]);
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException(name() + ": the gradient is " + inputs[0].dtype() + ", expected a floating dtype");
        }
        return Op.one(inputs[0].dtype(), Shape.of(inputs[1].shape().dim(0), classes));
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1, 2);
    }

    /** It is linear in the loss's gradient, and its transpose is the loss itself. */
    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Op forward = new NllLoss(ignoreIndex, reduction);
        @Nullable Tensor[] grads = new @Nullable Tensor[saved.inputCount()];
        grads[0] = saved.inputCount() == 2
                ? Dispatch.run(forward, grad, saved.input(1))
                : Dispatch.run(forward, grad, saved.input(1), saved.input(2));
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new NllLossBackward(3, -100, Reduction.MEAN), Sample.real(), Sample.index(3, 5)),
                Sample.of(new NllLossBackward(3, 1, Reduction.NONE), Sample.real(5), Sample.index(3, 5)));
    }
}
