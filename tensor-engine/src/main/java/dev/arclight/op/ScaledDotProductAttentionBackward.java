package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradients of {@link ScaledDotProductAttention}'s query, key and value from the result's gradient, its inputs, both
 * its outputs and the optional mask; blocks of scores are made again. Where gradients of gradients, or the mask's, are
 * wanted, {@link ScaledDotProductAttention} writes its gradient in ops instead.
 */
public record ScaledDotProductAttentionBackward(boolean isCausal, double scale, int groups) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        TensorType mask = inputs.length > 6 ? inputs[6] : null;
        new ScaledDotProductAttention(isCausal, scale, groups).check(name(), inputs[1], inputs[2], inputs[3], mask);
        NormChecks.requireFloating(name(), new TensorType[] {inputs[0], inputs[1], inputs[4], inputs[5]});
        Shape q = inputs[1].shape();
        Shape out = q.with(-1, inputs[3].shape().dim(-1));
        NormChecks.requireShape(name(), "the gradient", inputs[0], out);
        NormChecks.requireShape(name(), "the result", inputs[4], out);
        NormChecks.requireShape(name(), "the logarithm", inputs[5], q.without(q.rank() - 1));
        return new TensorType[] {
            new TensorType(inputs[1].dtype(), q),
            new TensorType(inputs[1].dtype(), inputs[2].shape()),
            new TensorType(inputs[1].dtype(), inputs[3].shape())
        };
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(
                        new ScaledDotProductAttentionBackward(false, 0.5, 1),
                        Sample.real(3, 2),
                        Sample.real(3, 4),
                        Sample.real(5, 4),
                        Sample.real(5, 2),
                        Sample.real(3, 2),
                        Sample.positive(3)),
                Sample.of(
                        new ScaledDotProductAttentionBackward(true, 0.5, 2),
                        Sample.real(4, 3, 2),
                        Sample.real(4, 3, 5),
                        Sample.real(2, 4, 5),
                        Sample.real(2, 4, 2),
                        Sample.real(4, 3, 2),
                        Sample.positive(4, 3)));
    }
}
