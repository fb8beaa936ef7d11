package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code eˣ / Σ eˣ} along a dimension, as {@code torch.softmax}. */
public record Softmax(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException(name() + ": not defined for " + inputs[0].dtype() + "; convert with to(FLOAT32)");
        }
        // A scalar counts as one element in one dimension.
        (inputs[0].shape().rank() > 0 ? inputs[0].shape() : Shape.of(1)).axis(dim);
        return Op.one(inputs[0].dtype(), inputs[0].shape());
    }

    @Override
    public Saves saves() {
        return Saves.OUTPUT;
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Tensor y = saved.output(0);
        if (!GradMode.isEnabled()) {
            return Op.grads(Dispatch.run(new SoftmaxBackward(dim), grad, y));
        }
        Tensor weighted = grad.mul(y);
        return Op.grads(weighted.sub(y.mul(weighted.sum(Dims.of(dim), true))));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new Softmax(1), Sample.real(2, 3)),
                Sample.of(new Softmax(0), Sample.real(37)),
                Sample.of(new Softmax(-2), Sample.real(2, 5, 3)),
                Sample.of(new Softmax(-1), Sample.real()),
                Sample.of(new Softmax(1), Sample.real(0, 3)));
    }
}
