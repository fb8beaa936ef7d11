package dev.arclight.op;

import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The negative log likelihood of softmax for class numbers, as {@code torch.nn.functional.cross_entropy}, without the
 * matrix of log-probabilities: logits {@code [N, C]}, targets {@code [N]}, optional class weights {@code [C]}. The other
 * outputs, {@code [N]} each, are the rows' maxima and sums of {@code exp(x − maximum)}.
 *
 * @param ignoreIndex a target that counts for nothing
 * @param labelSmoothing the share of probability that is spread evenly over the classes
 */
public record CrossEntropy(long ignoreIndex, Reduction reduction, double labelSmoothing) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        if (!inputs[0].dtype().isFloating()) {
            throw new DTypeException("crossEntropy: input is " + inputs[0].dtype() + ", expected floating logits");
        }
        Shape x = inputs[0].shape();
        check("crossEntropy", x, inputs[1], inputs.length > 2 ? inputs[2] : null, inputs[0]);
        TensorType row = new TensorType(inputs[0].dtype(), Shape.of(x.dim(0)));
        Shape loss = reduction == Reduction.NONE ? Shape.of(x.dim(0)) : Shape.of();
        return new TensorType[] {new TensorType(inputs[0].dtype(), loss), row, row};
    }

    static void check(String op, Shape x, TensorType target, @Nullable TensorType weight, TensorType input) {
        Indexing.requireIndex(op, target);
        if (x.rank() != 2 || !target.shape().equals(Shape.of(x.dim(0)))) {
            throw new ShapeException(
                    op + ": input " + x + " and target " + target.shape() + " do not fit; expected [N, C] and [N]");
        }
        if (weight != null && (!weight.shape().equals(Shape.of(x.dim(1))) || weight.dtype() != input.dtype())) {
            throw new ShapeException(op + ": weight " + weight + " must be " + input.dtype() + "[" + x.dim(1)
                    + "], a number for each class");
        }
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2).andOutput(1).andOutput(2);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        @Nullable Tensor[] result = new @Nullable Tensor[saved.inputCount()];
        boolean weighted = saved.inputCount() > 2;
        Tensor grad = grads[0];
        if (grads[1] != null || grads[2] != null) {
            throw new AutogradException(
                    "crossEntropy: the maxima and sums of rows are there for its own gradient and have none");
        }
        if (grad == null) {
            return result;
        }
        if (!GradMode.isEnabled()) {
            CrossEntropyBackward backward = new CrossEntropyBackward(ignoreIndex, reduction, labelSmoothing);
            Tensor x = saved.input(0);
            Tensor target = saved.input(1);
            Tensor max = saved.output(1);
            Tensor sum = saved.output(2);
            result[0] = weighted
                    ? Dispatch.run(backward, grad, x, max, sum, target, saved.input(2))
                    : Dispatch.run(backward, grad, x, max, sum, target);
            return result;
        }
        result[0] = composite(saved, weighted ? saved.input(2) : null, grad);
        return result;
    }

    /** The gradient in ops: softmax times a factor per row, less what the targets take. */
    private Tensor composite(Saved saved, @Nullable Tensor weight, Tensor grad) {
        Tensor x = saved.input(0);
        long[] targets = saved.input(1).toLongArray();
        int classes = x.size(1);
        double[] weights = new double[classes];
        java.util.Arrays.fill(weights, 1);
        double[] given = weight == null ? weights : weight.toDoubleArray();
        double all = java.util.Arrays.stream(given).sum();
        double[] factors = new double[targets.length];
        double[] taken = new double[targets.length * classes];
        double total = 0;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == ignoreIndex) {
                continue;
            }
            int t = (int) targets[i];
            double own = (1 - labelSmoothing) * given[t];
            total += given[t];
            factors[i] = own + labelSmoothing / classes * all;
            for (int c = 0; c < classes; c++) {
                taken[i * classes + c] = labelSmoothing / classes * given[c];
            }
            taken[i * classes + t] += own;
        }
        Tensor scale = switch (reduction) {
            case NONE -> grad.unsqueeze(1);
            case SUM -> grad;
            case MEAN -> grad.div(total);
        };
        return x.softmax(1)
                .mul(Tensor.of(factors, factors.length, 1).to(x.dtype()))
                .sub(Tensor.of(taken, targets.length, classes).to(x.dtype()))
                .mul(scale);
    }

    public static List<Sample> samples() {
        return List.of(
                sample(-100, Reduction.MEAN, 0, 5),
                sample(-100, Reduction.SUM, 0.1, 5),
                sample(1, Reduction.NONE, 0, 5),
                sample(1, Reduction.MEAN, 0.2, 5),
                sample(-100, Reduction.SUM, 0, 0),
                Sample.of(new CrossEntropy(-100, Reduction.MEAN, 0), Sample.real(2, 70), Sample.index(3, 2)));
    }

    private static Sample sample(long ignore, Reduction reduction, double smoothing, int rows) {
        return Sample.of(new CrossEntropy(ignore, reduction, smoothing), Sample.real(rows, 3), Sample.index(3, rows));
    }
}
