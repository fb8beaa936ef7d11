package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link BatchNorm}'s input, weight and bias from the result's gradient, the input, its means and inverse
 * deviations, and the weight. Where gradients of gradients are wanted, {@link BatchNorm} writes its gradient in ops instead.
 */
public record BatchNormBackward() implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        Shape x = inputs[1].shape();
        NormChecks.requireChannels(name(), x);
        Shape channels = Shape.of(x.dim(1));
        NormChecks.requireShape(name(), "the gradient", inputs[0], x);
        NormChecks.requireShape(name(), "the mean", inputs[2], channels);
        NormChecks.requireShape(name(), "the inverse deviation", inputs[3], channels);
        NormChecks.requireShape(name(), "weight", inputs[4], channels);
        TensorType parameter = new TensorType(inputs[0].dtype(), channels);
        return new TensorType[] {new TensorType(inputs[0].dtype(), x), parameter, parameter};
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new BatchNormBackward(),
                        Sample.real(2, 3, 4),
                        Sample.real(2, 3, 4),
                        Sample.real(3),
                        Sample.positive(3),
                        Sample.real(3)),
                Sample.of(
                        new BatchNormBackward(),
                        Sample.real(70, 37),
                        Sample.real(70, 37),
                        Sample.real(37),
                        Sample.positive(37),
                        Sample.real(37)));
    }
}
