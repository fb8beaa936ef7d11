package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link GroupNorm}'s input, weight and bias from the result's gradient, the input, its means and inverse
 * deviations, and the weight. Where gradients of gradients are wanted, {@link GroupNorm} writes its gradient in ops instead.
 */
public record GroupNormBackward(int groups) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating(name(), inputs);
        Shape x = inputs[1].shape();
        Shape statistics = GroupNorm.statistics(name(), x, groups);
        NormChecks.requireShape(name(), "the gradient", inputs[0], x);
        NormChecks.requireShape(name(), "the mean", inputs[2], statistics);
        NormChecks.requireShape(name(), "the inverse deviation", inputs[3], statistics);
        NormChecks.requireShape(name(), "weight", inputs[4], Shape.of(x.dim(1)));
        TensorType parameter = new TensorType(inputs[0].dtype(), inputs[4].shape());
        return new TensorType[] {new TensorType(inputs[0].dtype(), x), parameter, parameter};
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new GroupNormBackward(2),
                        Sample.real(2, 4, 3),
                        Sample.real(2, 4, 3),
                        Sample.real(2, 2),
                        Sample.positive(2, 2),
                        Sample.real(4)),
                Sample.of(
                        new GroupNormBackward(2),
                        Sample.real(70, 6),
                        Sample.real(70, 6),
                        Sample.real(70, 2),
                        Sample.positive(70, 2),
                        Sample.real(6)));
    }
}
