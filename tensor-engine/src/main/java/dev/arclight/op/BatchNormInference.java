package dev.arclight.op;

import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import dev.arclight.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of each channel by given statistics, as {@code torch.batch_norm} outside of training: inputs x
 * {@code [N, C, …]}, mean, variance, weight and bias {@code [C]}.
 */
public record BatchNormInference(double eps) implements Op {
    @Override
    public TensorType[] infer(TensorType[] inputs) {
        NormChecks.requireFloating("batchNorm", inputs);
        Shape x = inputs[0].shape();
        NormChecks.requireChannels("batchNorm", x);
        String[] names = {"input", "runningMean", "runningVar", "weight", "bias"};
        for (int i = 1; i < inputs.length; i++) {
            NormChecks.requireShape("batchNorm", names[i], inputs[i], Shape.of(x.dim(1)));
        }
        return Op.one(inputs[0].dtype(), x);
    }

    @Override
    public Saves saves() {
        return Saves.inputs(0, 1, 2, 3);
    }

    @Override
    public @Nullable Tensor[] gradient(Saved saved, Tensor grad) {
        Shape shape = saved.inputType(0).shape();
        int[] along = NormChecks.alongChannels(shape);
        Dims others = NormChecks.allButChannels(shape);
        Tensor weight = saved.input(3);
        Tensor rstd = Tensor.number(1.0).div(saved.input(2).add(eps).sqrt());
        Tensor scale = weight.mul(rstd);
        @Nullable Tensor[] grads = new @Nullable Tensor[5];
        Tensor sums = grad.sum(others, false);
        grads[0] = grad.mul(scale.reshape(along));
        grads[1] = sums.mul(scale).neg();
        if (saved.needs(2) || saved.needs(3)) {
            Tensor centred = saved.input(0).sub(saved.input(1).reshape(along));
            Tensor products = grad.mul(centred).sum(others, false);
            grads[2] = products.mul(scale).mul(rstd.mul(rstd)).mul(-0.5);
            grads[3] = products.mul(rstd);
        }
        grads[4] = sums;
        return grads;
    }

    public static List<Sample> samples() {
        return List.of(sample(5, 3), sample(2, 3, 4), sample(2, 2, 3, 7), sample(3, 37), sample(0, 2, 3));
    }

    private static Sample sample(int... shape) {
        return Sample.of(
                new BatchNormInference(1e-5),
                Sample.real(shape),
                Sample.real(shape[1]),
                Sample.positive(shape[1]),
                Sample.real(shape[1]),
                Sample.real(shape[1]));
    }
}
