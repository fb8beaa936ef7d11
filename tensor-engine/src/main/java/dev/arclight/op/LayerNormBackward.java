package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link LayerNorm}'s input, weight and bias from the result's gradient, the input, its means and inverse
 * deviations, and the weight. Where gradients of gradients are wanted, {@link LayerNorm} writes its gradient in ops instead.
 */
public record LayerNormBackward(Shape normalizedShape) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        Shape x = inputs[1].shape();
        Shape statistics = LayerNorm.statistics(name(), x, normalizedShape);
        NormChecks.requireShape(name(), "the gradient", inputs[0], x);
        NormChecks.requireShape(name(), "the mean", inputs[2], statistics);
        NormChecks.requireShape(name(), "the inverse deviation", inputs[3], statistics);
        NormChecks.requireShape(name(), "weight", inputs[4], normalizedShape);
        TensorType parameter = new TensorType(inputs[0].dtype(), normalizedShape);
        return new TensorType[] {new TensorType(inputs[0].dtype(), x), parameter, parameter};
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new LayerNormBackward(Shape.of(5)),
                        Sample.real(3, 5),
                        Sample.real(3, 5),
                        Sample.real(3, 1),
                        Sample.positive(3, 1),
                        Sample.real(5)),
                Sample.of(
                        new LayerNormBackward(Shape.of(2, 37)),
                        Sample.real(70, 2, 37),
                        Sample.real(70, 2, 37),
                        Sample.real(70, 1, 1),
                        Sample.positive(70, 1, 1),
                        Sample.real(2, 37)));
    }
}
