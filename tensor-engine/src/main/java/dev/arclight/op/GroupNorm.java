package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of each example's groups of channels, as {@code torch.native_group_norm}: inputs x {@code [N, C, …]},
 * weight and bias {@code [C]}; outputs the result, and the means and inverse deviations {@code [N, groups]}.
 */
public record GroupNorm(int groups, double eps) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("groupNorm", inputs);
        Shape x = inputs[0].shape();
        Shape statistics = statistics("groupNorm", x, groups);
        NormChecks.requireShape("groupNorm", "weight", inputs[1], Shape.of(x.dim(1)));
        NormChecks.requireShape("groupNorm", "bias", inputs[2], Shape.of(x.dim(1)));
        TensorType one = new TensorType(inputs[0].dtype(), statistics);
        return new TensorType[] {new TensorType(inputs[0].dtype(), x), one, one};
    }

    static Shape statistics(String op, Shape x, int groups) {
        NormChecks.requireChannels(op, x);
        if (groups < 1 || x.dim(1) % groups != 0) {
            throw new ShapeException(
                    op + ": " + x.dim(1) + " channels of input " + x + " do not divide into " + groups + " groups");
        }
        return Shape.of(x.dim(0), groups);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1).andOutput(1).andOutput(2);
    }

    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0] == null ? null : NormChecks.wide(grads[0]);
        Tensor x = NormChecks.wide(saved.input(0));
        Tensor weight = NormChecks.wide(saved.input(1));
        if (grad != null && grads[1] == null && grads[2] == null && !GradMode.isEnabled()) {
            Tensor[] outputs = NormChecks.outputs(this, saved, 3, x, weight, weight);
            return Dispatch.runAll(new GroupNormBackward(groups), grad, x, outputs[1], outputs[2], weight);
        }
        Shape shape = x.shape();
        int[] grouped = {shape.dim(0), groups, (int) (shape.size() / Math.max(1, (long) shape.dim(0) * groups))};
        int[] one = {grouped[0], groups, 1};
        NormChecks.Normal normal = NormChecks.Normal.of(x.reshape(grouped), Dims.of(2), eps, true);
        Tensor perChannel = weight.reshape(NormChecks.alongChannels(shape));
        Tensor input = normal.gradient(
                grad == null ? null : grad.mul(perChannel).reshape(grouped),
                reshaped(grads[1], one),
                reshaped(grads[2], one),
                true);
        Dims others = NormChecks.allButChannels(shape);
        return Op.grads(
                reshaped(input, shape.toArray()),
                grad == null
                        ? null
                        : grad.mul(normal.normal().reshape(shape.toArray())).sum(others, false),
                grad == null ? null : grad.sum(others, false));
    }

    private static @Nullable Tensor reshaped(@Nullable Tensor tensor, int... shape) {
        return tensor == null ? null : tensor.reshape(shape);
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new GroupNorm(2, 1e-5), Sample.real(2, 4, 3), Sample.real(4), Sample.real(4)),
                Sample.of(new GroupNorm(2, 1e-5), Sample.real(2, 6), Sample.real(6), Sample.real(6)),
                Sample.of(new GroupNorm(2, 1e-5), Sample.real(1, 2, 5, 9), Sample.real(2), Sample.real(2)),
                Sample.of(new GroupNorm(1, 1e-5), Sample.real(0, 2, 3), Sample.real(2), Sample.real(2)));
    }
}
