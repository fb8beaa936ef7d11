package dev.arclight.op;

import dev.arclight.autograd.GradMode;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of each channel over the batch by its own statistics, as {@code torch.native_batch_norm} in training:
 * inputs x {@code [N, C, …]}, weight and bias {@code [C]}; outputs the result, and the means and inverse deviations
 * {@code [C]}, from which the caller updates running statistics.
 */
public record BatchNorm(double eps) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("batchNorm", inputs);
        Shape x = inputs[0].shape();
        NormChecks.requireChannels("batchNorm", x);
        Shape channels = Shape.of(x.dim(1));
        NormChecks.requireShape("batchNorm", "weight", inputs[1], channels);
        NormChecks.requireShape("batchNorm", "bias", inputs[2], channels);
        TensorType one = new TensorType(inputs[0].dtype(), channels);
        return new TensorType[] {new TensorType(inputs[0].dtype(), x), one, one};
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
            return Dispatch.runAll(new BatchNormBackward(), grad, x, outputs[1], outputs[2], weight);
        }
        int[] along = NormChecks.alongChannels(x.shape());
        Dims others = NormChecks.allButChannels(x.shape());
        NormChecks.Normal normal = NormChecks.Normal.of(x, others, eps, true);
        Tensor weighted = grad == null ? null : grad.mul(weight.reshape(along));
        Tensor mean = grads[1];
        Tensor deviation = grads[2];
        return Op.grads(
                normal.gradient(
                        weighted,
                        mean == null ? null : mean.reshape(along),
                        deviation == null ? null : deviation.reshape(along),
                        true),
                grad == null ? null : grad.mul(normal.normal()).sum(others, false),
                grad == null ? null : grad.sum(others, false));
    }

    public static List<Sample> samples() {
        return List.of(
                Sample.of(new BatchNorm(1e-5), Sample.real(5, 3), Sample.real(3), Sample.real(3)),
                Sample.of(new BatchNorm(1e-5), Sample.real(2, 3, 4), Sample.real(3), Sample.real(3)),
                Sample.of(new BatchNorm(1e-5), Sample.real(2, 2, 3, 7), Sample.real(2), Sample.real(2)),
                Sample.of(new BatchNorm(1e-5), Sample.real(3, 37), Sample.real(37), Sample.real(37)));
    }
}
