package dev.arclight.op;

import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The negative log likelihood {@code -w[t]·x[i][t]}, as {@code torch.nn.functional.nll_loss}: log-probabilities
 * {@code [N, C]}, targets {@code [N]}, optional class weights {@code [C]}. The mean is over the weights of the targets
 * that count; with none it is NaN, as in PyTorch.
 *
 * @param ignoreIndex a target that counts for nothing
 */
public record NllLoss(long ignoreIndex, Reduction reduction) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape x = inputs[0].shape();
        Indexing.requireIndex("nllLoss", inputs[1]);
        if (x.rank() != 2 || !inputs[1].shape().equals(Shape.of(x.dim(0)))) {
            throw new ShapeException("nllLoss: input " + x + " and target " + inputs[1].shape()
                    + " do not fit; expected [N, C] and [N]");
        }
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException("nllLoss: input is " + inputs[0].dtype() + ", expected log-probabilities");
        }
        if (inputs.length > 2
                && (!inputs[2].shape().equals(Shape.of(x.dim(1))) || inputs[2].dtype() != inputs[0].dtype())) {
            throw new ShapeException("nllLoss: weight " + inputs[2] + " must be " + inputs[0].dtype() + "[" + x.dim(1)
                    + "], a number for each class");
        }
        return Op.one(inputs[0].dtype(), reduction == Reduction.NONE ? Shape.of(x.dim(0)) : Shape.of());
    }

    @Override
    public Saves saves() {
        return Saves.inputs(1, 2);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Op backward = new NllLossBackward(saved.inputType(0).shape().dim(1), ignoreIndex, reduction);
        @Nullable Tensor[] grads = new @Nullable Tensor[saved.inputCount()];
        grads[0] = saved.inputCount() == 2
                ? Dispatch.run(backward, grad, saved.input(1))
                : Dispatch.run(backward, grad, saved.input(1), saved.input(2));
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new NllLoss(-100, Reduction.MEAN), Sample.real(5, 3), Sample.index(3, 5)),
                Sample.of(new NllLoss(-100, Reduction.SUM), Sample.real(5, 3), Sample.index(3, 5)),
                Sample.of(new NllLoss(1, Reduction.NONE), Sample.real(5, 3), Sample.index(3, 5)),
                Sample.of(new NllLoss(-100, Reduction.SUM), Sample.real(0, 3), Sample.index(3, 0)));
    }
}
