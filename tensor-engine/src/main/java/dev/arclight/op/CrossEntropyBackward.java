package dev.arclight.op;

import dev.arclight.tensor.Shape;
import dev.arclight.tensor.TensorType;
import java.util.List;

/**
 * The gradient of {@link CrossEntropy}'s logits from the loss's gradient, the logits, the rows' maxima and sums, the
 * targets and the optional weights. Where gradients of gradients are wanted, {@link CrossEntropy} writes its gradient in ops
 * instead.
 */
public record CrossEntropyBackward(long ignoreIndex, Reduction reduction, double labelSmoothing) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        Shape x = inputs[1].shape();
        NormChecks.requireFloating(name(), new TensorType[] {inputs[0], inputs[1], inputs[2], inputs[3]});
        CrossEntropy.check(name(), x, inputs[4], inputs.length > 5 ? inputs[5] : null, inputs[1]);
        Shape row = Shape.of(x.dim(0));
        NormChecks.requireShape(name(), "the gradient", inputs[0], reduction == Reduction.NONE ? row : Shape.of());
        NormChecks.requireShape(name(), "the maxima", inputs[2], row);
        NormChecks.requireShape(name(), "the sums", inputs[3], row);
        return Op.one(inputs[1].dtype(), x);
    }

    @Override
    public boolean differentiable() {
        return false;
    }

    public static List<Sample> samples() {
        return List.of(
                sample(-100, Reduction.MEAN, 0, 5, 3),
                sample(1, Reduction.SUM, 0.1, 5, 3),
                sample(-100, Reduction.NONE, 0.1, 2, 37));
    }

    private static Sample sample(long ignore, Reduction reduction, double smoothing, int rows, int classes) {
        return Sample.of(
                new CrossEntropyBackward(ignore, reduction, smoothing),
                reduction == Reduction.NONE ? Sample.real(rows) : Sample.real(),
                Sample.real(rows, classes),
                Sample.real(rows),
                Sample.positive(rows),
                Sample.index(3, rows));
    }
}
