package dev.arclight.nn;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Elu;
import dev.arclight.op.Gelu;
import dev.arclight.op.GeluTanh;
import dev.arclight.op.Hardsigmoid;
import dev.arclight.op.Hardswish;
import dev.arclight.op.Hardtanh;
import dev.arclight.op.LeakyRelu;
import dev.arclight.op.LogSigmoid;
import dev.arclight.op.Mish;
import dev.arclight.op.Prelu;
import dev.arclight.op.Silu;
import dev.arclight.op.Softplus;
import dev.arclight.op.Softshrink;
import dev.arclight.op.Threshold;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;

/** Activation functions, elementwise unless they say otherwise. */
abstract class ActivationFunctional {
    /** The fixed point of means and variances (Klambauer et al. 2017). */
    private static final double SELU_ALPHA = 1.6732632423543772;

    private static final double SELU_SCALE = 1.0507009873554805;

    ActivationFunctional() {}

    /** How {@link #gelu} computes the normal distribution. */
    public enum GeluApproximation {
        /** By the error function. */
        NONE,
        /** By tanh, as GPT-2 does. */
        TANH
    }

    /** {@code max(x, 0)}. */
    public static Tensor relu(Tensor input) {
        return input.relu();
    }

    public static Tensor relu_(Tensor input) {
        return input.relu_();
    }

    /** {@code min(max(x, 0), 6)}. */
    public static Tensor relu6(Tensor input) {
        return hardtanh(input, 0, 6);
    }

    /** {@link #leakyRelu(Tensor, double)} with slope 0.01. */
    public static Tensor leakyRelu(Tensor input) {
        return leakyRelu(input, 0.01);
    }

    /** {@code x} above 0, {@code negativeSlope · x} below. */
    public static Tensor leakyRelu(Tensor input, double negativeSlope) {
        return Dispatch.run(new LeakyRelu(negativeSlope), input);
    }

    public static Tensor leakyRelu_(Tensor input, double negativeSlope) {
        return Dispatch.runInPlace(new LeakyRelu(negativeSlope), input);
    }

    /** {@code x} above 0, {@code weight · x} below: one weight, or one for each channel (dimension 1). */
    public static Tensor prelu(Tensor input, Tensor weight) {
        return input.prelu(weight);
    }

    /** {@link #rrelu(Tensor, double, double, boolean)} from 1/8 to 1/3, not training. */
    public static Tensor rrelu(Tensor input) {
        return rrelu(input, 1.0 / 8, 1.0 / 3, false);
    }

    /**
     * {@code x} above 0, {@code a · x} below: a is random in {@code [lower, upper)} for each element if training, their
     * middle else.
     *
     * @throws ArclightException if {@code lower} is above {@code upper}
     */
    public static Tensor rrelu(Tensor input, double lower, double upper, boolean training) {
        return training
                ? Dispatch.run(Prelu.OP, input, slopes(input, lower, upper))
                : leakyRelu(input, middle(lower, upper));
    }

    public static Tensor rrelu_(Tensor input, double lower, double upper, boolean training) {
        return training
                ? Dispatch.runInPlace(Prelu.OP, input, slopes(input, lower, upper))
                : leakyRelu_(input, middle(lower, upper));
    }

    private static Tensor slopes(Tensor input, double lower, double upper) {
        double width = 2 * (middle(lower, upper) - lower);
        return Tensor.rand(Generator.current(), input.shape().toArray())
                .mul(width)
                .add(lower)
                .to(input.dtype());
    }

    private static double middle(double lower, double upper) {
        if (!(lower <= upper)) {
            throw new ArclightException(
                    "rrelu: lower is " + lower + " and upper " + upper + "; expected lower ≤ upper");
        }
        return (lower + upper) / 2;
    }

    /** {@link #elu(Tensor, double)} with α = 1. */
    public static Tensor elu(Tensor input) {
        return elu(input, 1);
    }

    /** {@code x} above 0, {@code α·(eˣ - 1)} below. */
    public static Tensor elu(Tensor input, double alpha) {
        return Dispatch.run(new Elu(alpha, 1, 1), input);
    }

    public static Tensor elu_(Tensor input, double alpha) {
        return Dispatch.runInPlace(new Elu(alpha, 1, 1), input);
    }

    /** {@link #celu(Tensor, double)} with α = 1. */
    public static Tensor celu(Tensor input) {
        return celu(input, 1);
    }

    /** {@code x} above 0, {@code α·(e^(x/α) - 1)} below. @throws ArclightException if α is 0 */
    public static Tensor celu(Tensor input, double alpha) {
        return Dispatch.run(celuOp(alpha), input);
    }

    public static Tensor celu_(Tensor input, double alpha) {
        return Dispatch.runInPlace(celuOp(alpha), input);
    }

    private static Elu celuOp(double alpha) {
        if (alpha == 0) {
            throw new ArclightException("celu: alpha is 0; it must be another number");
        }
        return new Elu(alpha, 1, 1 / alpha);
    }

    /** The scaled exponential linear unit (Klambauer et al. 2017). */
    public static Tensor selu(Tensor input) {
        return Dispatch.run(new Elu(SELU_ALPHA, SELU_SCALE, 1), input);
    }

    public static Tensor selu_(Tensor input) {
        return Dispatch.runInPlace(new Elu(SELU_ALPHA, SELU_SCALE, 1), input);
    }

    /** {@code x·Φ(x)}. */
    public static Tensor gelu(Tensor input) {
        return Dispatch.run(Gelu.OP, input);
    }

    public static Tensor gelu(Tensor input, GeluApproximation approximate) {
        return switch (approximate) {
            case NONE -> gelu(input);
            case TANH -> Dispatch.run(GeluTanh.OP, input);
        };
    }

    /** {@code x·σ(x)}. */
    public static Tensor silu(Tensor input) {
        return Dispatch.run(Silu.OP, input);
    }

    public static Tensor silu_(Tensor input) {
        return Dispatch.runInPlace(Silu.OP, input);
    }

    /** {@code x·tanh(ln(1 + eˣ))} (Misra 2019). */
    public static Tensor mish(Tensor input) {
        return Dispatch.run(Mish.OP, input);
    }

    public static Tensor mish_(Tensor input) {
        return Dispatch.runInPlace(Mish.OP, input);
    }

    public static Tensor sigmoid(Tensor input) {
        return input.sigmoid();
    }

    /** {@code ln σ(x)}. */
    public static Tensor logsigmoid(Tensor input) {
        return Dispatch.run(LogSigmoid.OP, input);
    }

    public static Tensor tanh(Tensor input) {
        return input.tanh();
    }

    /** {@link #softplus(Tensor, double, double)} with β = 1 and threshold 20. */
    public static Tensor softplus(Tensor input) {
        return softplus(input, 1, 20);
    }

    /** {@code ln(1 + e^(β·x)) / β}; x itself where {@code β·x} passes the threshold. */
    public static Tensor softplus(Tensor input, double beta, double threshold) {
        return Dispatch.run(new Softplus(beta, threshold), input);
    }

    /** {@code x / (1 + |x|)}. */
    public static Tensor softsign(Tensor input) {
        return input.div(input.abs().add(1));
    }

    /** {@code eˣ / Σ eˣ} along a dimension. */
    public static Tensor softmax(Tensor input, int dim) {
        return input.softmax(dim);
    }

    /** {@link #softmax} of {@code -x}. */
    public static Tensor softmin(Tensor input, int dim) {
        return input.neg().softmax(dim);
    }

    /** The logarithm of {@link #softmax}. */
    public static Tensor logSoftmax(Tensor input, int dim) {
        return input.logSoftmax(dim);
    }

    /** {@code x·min(max(x + 3, 0), 6) / 6}. */
    public static Tensor hardswish(Tensor input) {
        return Dispatch.run(Hardswish.OP, input);
    }

    public static Tensor hardswish_(Tensor input) {
        return Dispatch.runInPlace(Hardswish.OP, input);
    }

    /** {@code min(max(x + 3, 0), 6) / 6}. */
    public static Tensor hardsigmoid(Tensor input) {
        return Dispatch.run(Hardsigmoid.OP, input);
    }

    public static Tensor hardsigmoid_(Tensor input) {
        return Dispatch.runInPlace(Hardsigmoid.OP, input);
    }

    /** {@link #hardtanh(Tensor, double, double)} from -1 to 1. */
    public static Tensor hardtanh(Tensor input) {
        return hardtanh(input, -1, 1);
    }

    /** {@code min(max(x, minVal), maxVal)}. @throws ArclightException if {@code minVal} is above {@code maxVal} */
    public static Tensor hardtanh(Tensor input, double minVal, double maxVal) {
        return Dispatch.run(hardtanhOp(minVal, maxVal), input);
    }

    public static Tensor hardtanh_(Tensor input, double minVal, double maxVal) {
        return Dispatch.runInPlace(hardtanhOp(minVal, maxVal), input);
    }

    private static Hardtanh hardtanhOp(double minVal, double maxVal) {
        if (minVal > maxVal) {
            throw new ArclightException(
                    "hardtanh: minVal is " + minVal + " and maxVal " + maxVal + "; expected minVal ≤ maxVal");
        }
        return new Hardtanh(minVal, maxVal);
    }

    /** 0 for numbers up to λ in size. */
    public static Tensor hardshrink(Tensor input, double lambda) {
        return input.hardshrink(lambda);
    }

    /** {@link #hardshrink(Tensor, double)} with λ = 0.5. */
    public static Tensor hardshrink(Tensor input) {
        return hardshrink(input, 0.5);
    }

    /** λ nearer to 0; 0 for numbers up to λ in size. @throws ArclightException if λ is negative */
    public static Tensor softshrink(Tensor input, double lambda) {
        if (!(lambda >= 0)) {
            throw new ArclightException("softshrink: lambda is " + lambda + "; it must be at least 0");
        }
        return Dispatch.run(new Softshrink(lambda), input);
    }

    /** {@link #softshrink(Tensor, double)} with λ = 0.5. */
    public static Tensor softshrink(Tensor input) {
        return softshrink(input, 0.5);
    }

    /** {@code x - tanh(x)}. */
    public static Tensor tanhshrink(Tensor input) {
        return input.sub(input.tanh());
    }

    /** {@code x} above the threshold, {@code value} elsewhere. */
    public static Tensor threshold(Tensor input, double threshold, double value) {
        return Dispatch.run(new Threshold(threshold, value), input);
    }

    public static Tensor threshold_(Tensor input, double threshold, double value) {
        return Dispatch.runInPlace(new Threshold(threshold, value), input);
    }

    /** {@code a·σ(b)} for the halves a and b of a dimension (Dauphin et al. 2016). */
    public static Tensor glu(Tensor input, int dim) {
        if (!input.dtype().isFloating()) {
            throw new DTypeException(
                    "glu: not defined for " + input.dtype() + input.shape() + "; convert with to(DType.FLOAT32) first");
        }
        if (input.rank() == 0) {
            throw new ShapeException("glu: a scalar has no halves; expected at least one dimension");
        }
        int size = input.size(input.shape().axis("glu", dim));
        if (size % 2 != 0) {
            throw new ShapeException("glu: dimension " + dim + " of " + input.shape() + " must have an even extent");
        }
        int axis = input.shape().axis("glu", dim);
        return input.narrow(axis, 0, size / 2)
                .mul(input.narrow(axis, size / 2, size / 2).sigmoid());
    }

    /** {@link #glu(Tensor, int)} of the last dimension. */
    public static Tensor glu(Tensor input) {
        return glu(input, -1);
    }

    /**
     * A random choice along a dimension whose gradient is that of a softmax (Jang et al. 2016).
     *
     * @param tau temperature: the lower, the harder the choice
     * @param hard whether the result is one-hot; gradients are those of the soft choice
     */
    public static Tensor gumbelSoftmax(Tensor logits, double tau, boolean hard, int dim) {
        Tensor noise = Tensor.empty(logits.dtype(), logits.shape().toArray())
                .exponential_(1)
                .log()
                .neg();
        Tensor soft = logits.add(noise).div(tau).softmax(dim);
        if (!hard) {
            return soft;
        }
        int axis = logits.shape().axis("gumbelSoftmax", dim);
        Tensor chosen = soft.argmax(axis).unsqueeze(axis);
        Tensor places = Tensor.arange(0, logits.size(axis));
        int[] along = new int[logits.rank()];
        java.util.Arrays.fill(along, 1);
        along[axis] = logits.size(axis);
        Tensor oneHot = chosen.eq(places.view(along)).to(logits.dtype());
        return oneHot.sub(soft.detach()).add(soft);
    }
}
