package dev.arclight.op;

import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * {@code g − exp(y)·Σ g}, the gradient of {@link LogSoftmax}'s input from that of its result and the result. Where gradients of gradients
 * are wanted, {@link LogSoftmax} writes its gradient in ops instead.
 */
public record LogSoftmaxBackward(int dim) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        NormChecks.requireShape(name(), "the gradient", inputs[0], inputs[1].shape());
        if (inputs[1].shape().rank() > 0) {
            inputs[1].shape().axis(name(), dim);
        }
        return Op.one(inputs[0].dtype(), inputs[1].shape());
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                sample(1, 2, 3), sample(0, 37), sample(-2, 2, 5, 3), sample(-1), sample(-1, 3, 130), sample(1, 0, 3));
    }

    private static Sample sample(int dim, int... shape) {
        return Sample.of(new LogSoftmaxBackward(dim), Sample.real(shape), Sample.real(shape));
    }
}
