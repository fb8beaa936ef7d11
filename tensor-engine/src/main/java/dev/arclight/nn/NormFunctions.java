package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.op.BatchNorm;
import dev.arclight.op.BatchNormInference;
import dev.arclight.op.Dispatch;
import dev.arclight.op.GroupNorm;
import dev.arclight.op.LayerNorm;
import dev.arclight.op.RmsNorm;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** What stands behind the normalisations of {@link Functional}: absent parameters, running statistics, checks. */
final class NormFunctions {
    private NormFunctions() {}

    static Tensor layerNorm(
            Tensor input, int[] normalizedShape, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        LayerNorm op = new LayerNorm(Shape.of(normalizedShape), eps);
        return Dispatch.run(op, input, orOnes(weight, input, normalizedShape), orZeros(bias, input, normalizedShape));
    }

    static Tensor rmsNorm(Tensor input, int[] normalizedShape, @Nullable Tensor weight, @Nullable Double eps) {
        RmsNorm op = new RmsNorm(
                Shape.of(normalizedShape), eps == null ? input.dtype().finfo().eps() : eps);
        return Dispatch.run(op, input, orOnes(weight, input, normalizedShape));
    }

    static Tensor groupNorm(Tensor input, int numGroups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        requireChannels("groupNorm", input);
        int channels = input.size(1);
        requireSeveral("groupNorm", input, input.size(0) * Math.max(1, channels / Math.max(1, numGroups)));
        return Dispatch.run(
                new GroupNorm(numGroups, eps), input, orOnes(weight, input, channels), orZeros(bias, input, channels));
    }

    @SuppressWarnings("try") // The scope is there to be closed.
    static Tensor batchNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean training,
            double momentum,
            double eps) {
        requireChannels("batchNorm", input);
        int channels = input.size(1);
        Tensor scale = orOnes(weight, input, channels);
        Tensor shift = orZeros(bias, input, channels);
        if (!training) {
            if (runningMean == null || runningVar == null) {
                throw new ArclightException("batchNorm: outside of training it needs runningMean and runningVar");
            }
            return Dispatch.run(new BatchNormInference(eps), input, runningMean, runningVar, scale, shift);
        }
        int count = channels == 0 ? 0 : input.numel() / channels;
        if (count == 1) {
            throw new ShapeException(
                    "batchNorm: expected more than 1 value per channel when training, got input " + input.shape());
        }
        Tensor[] results = Dispatch.runAll(new BatchNorm(eps), input, scale, shift);
        // Of no values there are no statistics to follow.
        if (count > 0 && (runningMean != null || runningVar != null)) {
            try (GradMode.Scope scope = GradMode.noGrad()) {
                if (runningMean != null) {
                    follow(runningMean, results[1].detach(), momentum);
                }
                if (runningVar != null) {
                    follow(runningVar, variance(results[2].detach(), eps, count), momentum);
                }
            }
        }
        return results[0];
    }

    @SuppressWarnings("try") // The scope is there to be closed.
    static Tensor instanceNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean useInputStats,
            double momentum,
            double eps) {
        requireChannels("instanceNorm", input);
        int batch = input.size(0);
        int channels = input.size(1);
        if (!useInputStats) {
            return batchNorm(input, runningMean, runningVar, weight, bias, false, momentum, eps);
        }
        int inner = batch * channels == 0 ? 0 : input.numel() / (batch * channels);
        if (inner == 1) {
            throw new ShapeException(
                    "instanceNorm: expected more than 1 spatial element when training, got input " + input.shape());
        }
        GroupNorm op = new GroupNorm(Math.max(1, channels), eps);
        Tensor[] results = Dispatch.runAll(op, input, orOnes(weight, input, channels), orZeros(bias, input, channels));
        if (inner > 0 && (runningMean != null || runningVar != null)) {
            try (GradMode.Scope scope = GradMode.noGrad()) {
                if (runningMean != null) {
                    follow(runningMean, results[1].detach().mean(0), momentum);
                }
                if (runningVar != null) {
                    follow(runningVar, variance(results[2].detach(), eps, inner).mean(0), momentum);
                }
            }
        }
        return results[0];
    }

    /** The unbiased variance from the inverse of the biased deviation, in double as the difference may cancel. */
    private static Tensor variance(Tensor rstd, double eps, int count) {
        double[] values = rstd.toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            double biased = Math.max(0, 1 / (values[i] * values[i]) - eps);
            values[i] = Double.isNaN(values[i]) ? Double.NaN : biased * count / (count - 1.0);
        }
        return Tensor.of(values, rstd.shape().toArray()).to(rstd.dtype());
    }

    /** Moves a running statistic towards the batch's by the share {@code momentum}. */
    private static void follow(Tensor running, Tensor batch, double momentum) {
        running.mul_(1 - momentum).add_(batch.mul(momentum).to(running.dtype()));
    }

    private static void requireChannels(String what, Tensor input) {
        if (input.rank() < 2) {
            throw new ShapeException(what + ": input " + input.shape() + " must be [batch, channels, …]");
        }
    }

    private static void requireSeveral(String what, Tensor input, int leading) {
        int values = leading;
        for (int i = 2; i < input.rank(); i++) {
            values *= input.size(i);
        }
        if (values == 1) {
            throw new ShapeException(what + ": expected more than 1 value per group, got input " + input.shape());
        }
    }

    private static Tensor orOnes(@Nullable Tensor parameter, Tensor input, int... shape) {
        return parameter == null ? Tensor.ones(input.dtype(), shape) : parameter;
    }

    private static Tensor orZeros(@Nullable Tensor parameter, Tensor input, int... shape) {
        return parameter == null ? Tensor.zeros(input.dtype(), shape) : parameter;
    }

    static Tensor localResponseNorm(Tensor input, int size, double alpha, double beta, double k) {
        if (input.rank() < 3 || size < 1) {
            throw new ShapeException("localResponseNorm: input " + input.shape()
                    + " must have three dimensions or more, and the size " + size + " be ≥ 1");
        }
        Tensor square = input.mul(input).unsqueeze(1).flatten(3);
        int[] around = {0, 0, size / 2, (size - 1) / 2};
        Tensor mean = Functional.avgPool2d(
                square.pad(around), new int[] {size, 1}, new int[] {1}, new int[] {0}, false, true, 0);
        Tensor divisor = mean.reshape(input.shape().toArray()).mul(alpha).add(k).pow(beta);
        return input.div(divisor);
    }
}
