package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link RmsNorm}'s input and weight from the result's gradient, the input, its inverse root mean squares
 * and the weight. Where gradients of gradients are wanted, {@link RmsNorm} writes its gradient in ops instead.
 */
public record RmsNormBackward(Shape normalizedShape) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        Shape x = inputs[1].shape();
        NormChecks.requireShape(name(), "the gradient", inputs[0], x);
        NormChecks.requireShape(
                name(), "the inverse root", inputs[2], LayerNorm.statistics(name(), x, normalizedShape));
        NormChecks.requireShape(name(), "weight", inputs[3], normalizedShape);
        return new TensorType[] {
            new TensorType(inputs[0].dtype(), x), new TensorType(inputs[0].dtype(), normalizedShape)
        };
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new RmsNormBackward(Shape.of(5)),
                        Sample.real(3, 5),
                        Sample.real(3, 5),
                        Sample.positive(3, 1),
                        Sample.real(5)),
                Sample.of(
                        new RmsNormBackward(Shape.of(37)),
                        Sample.real(70, 37),
                        Sample.real(70, 37),
                        Sample.positive(70, 1),
                        Sample.real(37)));
    }
}
