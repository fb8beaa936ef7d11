package dev.arclight.nn;

import dev.arclight.autograd.Interception;
import dev.arclight.op.BinaryCrossEntropy;
import dev.arclight.op.Dispatch;
import dev.arclight.op.LogSigmoid;
import dev.arclight.op.PairLoss;
import dev.arclight.op.PairLossTotal;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Losses between numbers and between probabilities, as in {@code torch.nn.functional}. */
abstract class LossFunctional extends DistanceFunctional {
    LossFunctional() {}

    /** What the losses of single examples become. */
    static Tensor reduced(Tensor losses, Reduction reduction) {
        return switch (reduction) {
            case NONE -> losses;
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
        };
    }

    /** A loss that is one op, for floating inputs of one dtype; of one shape, it is summed in the same pass. */
    private static Tensor pairLoss(PairLoss loss, Tensor input, Tensor target, Reduction reduction) {
        if (reduction == Reduction.NONE || !input.shape().equals(target.shape())) {
            return reduced(Dispatch.run(loss, input, target), reduction);
        }
        return Dispatch.run(new PairLossTotal(loss, reduction == Reduction.MEAN), input, target);
    }

    public static Tensor l1Loss(Tensor input, Tensor target, Reduction reduction) {
        return Interception.function("l1Loss", in -> plainL1Loss(in[0], in[1], reduction), input, target);
    }

    private static Tensor plainL1Loss(Tensor input, Tensor target, Reduction reduction) {
        if (input.dtype().isFloating() && input.dtype() == target.dtype()) {
            return pairLoss(PairLoss.absolute(), input, target, reduction);
        }
        return reduced(input.sub(target).abs(), reduction);
    }

    public static Tensor mseLoss(Tensor input, Tensor target, Reduction reduction) {
        return Interception.function("mseLoss", in -> plainMseLoss(in[0], in[1], reduction), input, target);
    }

    private static Tensor plainMseLoss(Tensor input, Tensor target, Reduction reduction) {
        DType common = DType.promote(input.dtype(), target.dtype());
        if (common.isFloating()) {
            return pairLoss(PairLoss.squared(), input.to(common), target.to(common), reduction);
        }
        Tensor difference = difference(input, target);
        return reduced(difference.mul(difference), reduction);
    }

    /**
     * {@code ½d²/β} where the difference d is below β in size, {@code |d| - ½β} elsewhere.
     *
     * @param beta at least 0; 0 makes it {@link #l1Loss}
     */
    public static Tensor smoothL1Loss(Tensor input, Tensor target, Reduction reduction, double beta) {
        return Interception.function(
                "smoothL1Loss", in -> plainSmoothL1Loss(in[0], in[1], reduction, beta), input, target);
    }

    private static Tensor plainSmoothL1Loss(Tensor input, Tensor target, Reduction reduction, double beta) {
        if (beta < 0) {
            throw new ArclightException("smoothL1Loss: beta is " + beta + "; it must be ≥ 0");
        }
        if (beta == 0) {
            return l1Loss(input, target, reduction);
        }
        DType common = DType.promote(input.dtype(), target.dtype());
        requireFloating("smoothL1Loss", common, input, target);
        return pairLoss(PairLoss.smooth(beta), input.to(common), target.to(common), reduction);
    }

    /** {@code ½d²} where the difference d is at most δ in size, {@code δ·(|d| - ½δ)} elsewhere (Huber 1964). */
    public static Tensor huberLoss(Tensor input, Tensor target, Reduction reduction, double delta) {
        return Interception.function("huberLoss", in -> plainHuberLoss(in[0], in[1], reduction, delta), input, target);
    }

    private static Tensor plainHuberLoss(Tensor input, Tensor target, Reduction reduction, double delta) {
        if (!(delta > 0)) {
            throw new ArclightException("huberLoss: delta is " + delta + "; it must be above 0");
        }
        requireFloating("huberLoss", input.dtype(), input, target);
        DType common = DType.promote(input.dtype(), target.dtype());
        return pairLoss(PairLoss.huber(delta), input.to(common), target.to(common), reduction);
    }

    /**
     * {@code -(t·ln x + (1 - t)·ln(1 - x))} for probabilities.
     *
     * @param weight a factor for each element, broadcast, or null
     * @throws ArclightException if an input lies outside 0 to 1 or is NaN
     */
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        return Interception.function(
                "binaryCrossEntropy", in -> plainBinaryCrossEntropy(in[0], in[1], weight, reduction), input, target);
    }

    private static Tensor plainBinaryCrossEntropy(
            Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        requireSameShape("binaryCrossEntropy", input, target);
        if (input.dtype() != target.dtype()) {
            throw new DTypeException("binaryCrossEntropy: input is " + input.dtype() + " and target " + target.dtype()
                    + "; both must have one dtype, convert with to(dtype)");
        }
        if (input.numel() > 0) {
            Tensor values = input.detach();
            double least = values.amin(Dims.all(values.shape()), false).item();
            double most = values.amax(Dims.all(values.shape()), false).item();
            // NaN is neither.
            if (!(least >= 0 && most <= 1)) {
                throw new ArclightException("binaryCrossEntropy: the input holds " + (most <= 1 ? least : most)
                        + "; expected probabilities from 0 to 1: apply sigmoid, or use binaryCrossEntropyWithLogits");
            }
        }
        Tensor losses = Dispatch.run(BinaryCrossEntropy.OP, input, target);
        return reduced(weight == null ? losses : losses.mul(weight), reduction);
    }

    /**
     * {@link #binaryCrossEntropy} of {@code sigmoid(input)}, without its overflow.
     *
     * @param weight a factor for each element, broadcast, or null
     * @param posWeight a factor for what is said of positive examples, broadcast, or null
     */
    public static Tensor binaryCrossEntropyWithLogits(
            Tensor input, Tensor target, @Nullable Tensor weight, @Nullable Tensor posWeight, Reduction reduction) {
        return Interception.function(
                "binaryCrossEntropyWithLogits",
                in -> plainBinaryCrossEntropyWithLogits(in[0], in[1], weight, posWeight, reduction),
                input,
                target);
    }

    private static Tensor plainBinaryCrossEntropyWithLogits(
            Tensor input, Tensor target, @Nullable Tensor weight, @Nullable Tensor posWeight, Reduction reduction) {
        requireSameShape("binaryCrossEntropyWithLogits", input, target);
        requireFloating("binaryCrossEntropyWithLogits", input.dtype(), input, target);
        requireFloating("binaryCrossEntropyWithLogits", target.dtype(), input, target);
        Tensor logOfSigmoid = logSigmoid(input);
        Tensor rest = input.mul(target.neg().add(1));
        Tensor losses = posWeight == null
                ? rest.sub(logOfSigmoid)
                : rest.sub(target.mul(posWeight.sub(1)).add(1).mul(logOfSigmoid));
        return reduced(weight == null ? losses : losses.mul(weight), reduction);
    }

    static Tensor logSigmoid(Tensor x) {
        return Dispatch.run(LogSigmoid.OP, x);
    }

    /**
     * The divergence {@code t·(ln t - x)} of log-probabilities x from probabilities t.
     *
     * @param logTarget whether the target is given as logarithms too
     */
    public static Tensor klDiv(Tensor input, Tensor target, Reduction reduction, boolean logTarget) {
        return Interception.function("klDiv", in -> plainKlDiv(in[0], in[1], reduction, logTarget), input, target);
    }

    private static Tensor plainKlDiv(Tensor input, Tensor target, Reduction reduction, boolean logTarget) {
        if (logTarget) {
            return reduced(target.exp().mul(target.sub(input)), reduction);
        }
        return reduced(target.xlogy(target).sub(target.mul(input)), reduction);
    }

    /** {@link #klDiv} summed and divided by the number of rows: the mean that its definition means. */
    public static Tensor klDivBatchMean(Tensor input, Tensor target, boolean logTarget) {
        return klDiv(input, target, Reduction.SUM, logTarget).div(input.rank() == 0 ? 1 : input.size(0));
    }

    /**
     * The negative log likelihood of counts, as {@code poisson_nll_loss}.
     *
     * @param logInput whether the input is the rate's logarithm
     * @param full whether Stirling's approximation of the target's factorial is added
     */
    public static Tensor poissonNllLoss(
            Tensor input, Tensor target, boolean logInput, boolean full, double eps, Reduction reduction) {
        return Interception.function(
                "poissonNllLoss",
                in -> plainPoissonNllLoss(in[0], in[1], logInput, full, eps, reduction),
                input,
                target);
    }

    private static Tensor plainPoissonNllLoss(
            Tensor input, Tensor target, boolean logInput, boolean full, double eps, Reduction reduction) {
        Tensor losses = logInput
                ? input.exp().sub(target.mul(input))
                : input.sub(target.mul(input.add(eps).log()));
        if (full) {
            Tensor many = target.gt(1);
            Tensor safe = Tensor.where(many, target, Tensor.number(1.0));
            Tensor stirling = target.mul(safe.log())
                    .sub(target)
                    .add(safe.mul(2 * Math.PI).log().mul(0.5));
            losses = losses.add(Tensor.where(many, stirling, Tensor.number(0.0)));
        }
        return reduced(losses, reduction);
    }

    /**
     * The negative log likelihood of normal distributions, as {@code gaussian_nll_loss}.
     *
     * @param variance of the target's shape, or one number for its last dimension
     * @param eps what the variance is at least; no gradient flows through that bound
     */
    public static Tensor gaussianNllLoss(
            Tensor input, Tensor target, Tensor variance, boolean full, double eps, Reduction reduction) {
        Tensor negative = variance.detach().lt(0);
        if (negative.any().item() != 0) {
            throw new ArclightException("gaussianNllLoss: the variance holds "
                    + variance.detach().maskedSelect(negative).item(0) + "; it must be ≥ 0");
        }
        // As PyTorch: a variance below the bound counts as the bound but keeps its gradient.
        Tensor bound = atLeast(variance.detach(), eps);
        Tensor var = variance.add(bound.sub(variance.detach()));
        Tensor difference = input.sub(target);
        Tensor losses = var.log().add(difference.mul(difference).div(var)).mul(0.5);
        return reduced(full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses, reduction);
    }

    /**
     * The negative log likelihood of label sequences of unknown timing (Graves et al. 2006), as {@code ctc_loss}.
     *
     * @param logProbs {@code [T, N, C]} or {@code [T, C]}, from a log-softmax over classes
     * @param targets class numbers {@code [N, S]}, padded, or those of all examples in one row
     * @param inputLengths steps of each example, {@code [N]}
     * @param targetLengths labels of each example, {@code [N]}
     * @param blank the class that means no label
     * @param reduction the mean is over losses per label
     * @param zeroInfinity whether examples that no alignment fits count as zero instead of infinity
     */
    public static Tensor ctcLoss(
            Tensor logProbs,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            int blank,
            Reduction reduction,
            boolean zeroInfinity) {
        return Interception.function(
                "ctcLoss",
                in -> plainCtcLoss(in[0], in[1], in[2], in[3], blank, reduction, zeroInfinity),
                logProbs,
                targets,
                inputLengths,
                targetLengths);
    }

    private static Tensor plainCtcLoss(
            Tensor logProbs,
            Tensor targets,
            Tensor inputLengths,
            Tensor targetLengths,
            int blank,
            Reduction reduction,
            boolean zeroInfinity) {
        return Ctc.loss(logProbs, targets, inputLengths, targetLengths, blank, reduction, zeroInfinity);
    }

    /** A bool counts as 0 or 1, unlike in a difference of the user's own. */
    private static Tensor difference(Tensor input, Tensor target) {
        DType common = DType.promote(input.dtype(), target.dtype());
        return input.to(common).sub(target.to(common));
    }

    static void requireSameShape(String name, Tensor input, Tensor target) {
        if (!input.shape().equals(target.shape())) {
            throw new ShapeException(name + ": input " + input.shape() + " and target " + target.shape()
                    + " must have one shape; expand or reshape one of them");
        }
    }
}
