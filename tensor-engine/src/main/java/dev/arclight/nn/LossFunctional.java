package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
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
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Losses between numbers, probabilities and embeddings, and the distances that some are made of. */
abstract class LossFunctional extends ActivationFunctional {
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

    private static Tensor logSigmoid(Tensor x) {
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

    /** {@code x} where the target is 1, {@code max(0, margin - x)} where it is -1. */
    public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target, double margin, Reduction reduction) {
        return Interception.function(
                "hingeEmbeddingLoss", in -> plainHingeEmbeddingLoss(in[0], in[1], margin, reduction), input, target);
    }

    private static Tensor plainHingeEmbeddingLoss(Tensor input, Tensor target, double margin, Reduction reduction) {
        requireFloating("hingeEmbeddingLoss", input.dtype(), input, target);
        Tensor zero = Tensor.number(0.0);
        Tensor apart = Tensor.where(target.eq(1), zero, atLeast(input.neg().add(margin), 0));
        Tensor close = Tensor.where(target.eq(-1), zero, input);
        return reduced(apart.add(close), reduction);
    }

    /** {@code max(0, -y·(x1 - x2) + margin)} for a target y of 1 or -1. */
    public static Tensor marginRankingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin, Reduction reduction) {
        return Interception.function(
                "marginRankingLoss",
                in -> plainMarginRankingLoss(in[0], in[1], in[2], margin, reduction),
                input1,
                input2,
                target);
    }

    private static Tensor plainMarginRankingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin, Reduction reduction) {
        return reduced(atLeast(target.neg().mul(input1.sub(input2)).add(margin), 0), reduction);
    }

    /** {@code 1 - cos(x1, x2)} where the target is 1, {@code max(0, cos(x1, x2) - margin)} where it is -1. */
    public static Tensor cosineEmbeddingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin, Reduction reduction) {
        return Interception.function(
                "cosineEmbeddingLoss",
                in -> plainCosineEmbeddingLoss(in[0], in[1], in[2], margin, reduction),
                input1,
                input2,
                target);
    }

    private static Tensor plainCosineEmbeddingLoss(
            Tensor input1, Tensor input2, Tensor target, double margin, Reduction reduction) {
        if (target.rank() + 1 != input1.rank() || !input1.shape().equals(input2.shape())) {
            throw new ShapeException("cosineEmbeddingLoss: inputs " + input1.shape() + " and " + input2.shape()
                    + " and target " + target.shape() + " do not fit; expected [N, D], [N, D] and [N]");
        }
        double epsilon = 1e-12;
        Tensor dot = input1.mul(input2).sum(-1);
        Tensor square1 = input1.mul(input1).sum(-1).add(epsilon);
        Tensor square2 = input2.mul(input2).sum(-1).add(epsilon);
        Tensor cosine = dot.div(square1.mul(square2).sqrt());
        Tensor zero = Tensor.number(0.0);
        Tensor close = Tensor.where(target.eq(1), cosine.neg().add(1), zero);
        Tensor apart = Tensor.where(target.eq(-1), atLeast(cosine.sub(margin), 0), zero);
        return reduced(close.add(apart), reduction);
    }

    /** {@link #tripletMarginLoss(Tensor, Tensor, Tensor, double, double, double, boolean, Reduction)} as PyTorch starts. */
    public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMarginLoss(anchor, positive, negative, 1, 2, 1e-6, false, Reduction.MEAN);
    }

    /**
     * {@code max(0, |a - p| - |a - n| + margin)} with distances of {@link #pairwiseDistance}.
     *
     * @param swap whether the positive's distance from the negative counts where it is smaller (Balntas et al. 2016)
     */
    public static Tensor tripletMarginLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            double margin,
            double p,
            double eps,
            boolean swap,
            Reduction reduction) {
        return Interception.function(
                "tripletMarginLoss",
                in -> plainTripletMarginLoss(in[0], in[1], in[2], margin, p, eps, swap, reduction),
                anchor,
                positive,
                negative);
    }

    private static Tensor plainTripletMarginLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            double margin,
            double p,
            double eps,
            boolean swap,
            Reduction reduction) {
        if (!(margin > 0)) {
            throw new ArclightException("tripletMarginLoss: the margin is " + margin + "; it must be above 0");
        }
        if (anchor.rank() != positive.rank() || anchor.rank() != negative.rank()) {
            throw new ShapeException("tripletMarginLoss: anchor " + anchor.shape() + ", positive " + positive.shape()
                    + " and negative " + negative.shape() + " must have one number of dimensions");
        }
        Tensor near = pairwiseDistance(anchor, positive, p, eps, false);
        Tensor far = pairwiseDistance(anchor, negative, p, eps, false);
        if (swap) {
            far = far.minimum(pairwiseDistance(positive, negative, p, eps, false));
        }
        return reduced(atLeast(near.sub(far).add(margin), 0), reduction);
    }

    /**
     * {@link #tripletMarginLoss} with a distance of the user's own, as {@code triplet_margin_with_distance_loss}.
     *
     * @param distance of two tensors like the anchor, for each example
     */
    public static Tensor tripletMarginWithDistanceLoss(
            Tensor anchor,
            Tensor positive,
            Tensor negative,
            BinaryOperator<Tensor> distance,
            double margin,
            boolean swap,
            Reduction reduction) {
        if (!(margin > 0)) {
            throw new ArclightException(
                    "tripletMarginWithDistanceLoss: the margin is " + margin + "; it must be above 0");
        }
        Tensor near = distance.apply(anchor, positive);
        Tensor far = distance.apply(anchor, negative);
        if (swap) {
            far = far.minimum(distance.apply(positive, negative));
        }
        return reduced(atLeast(near.sub(far).add(margin), 0), reduction);
    }

    /**
     * {@code Σ max(0, 1 - (x[t] - x[i])) / C} over the labels t of an example and the classes i that are none of them.
     *
     * @param input {@code [N, C]} or {@code [C]}
     * @param target labels, int64, of the input's shape; the first -1 of a row ends its labels
     */
    public static Tensor multilabelMarginLoss(Tensor input, Tensor target, Reduction reduction) {
        return Interception.function(
                "multilabelMarginLoss", in -> plainMultilabelMarginLoss(in[0], in[1], reduction), input, target);
    }

    private static Tensor plainMultilabelMarginLoss(Tensor input, Tensor target, Reduction reduction) {
        requireSameShape("multilabelMarginLoss", input, target);
        if (input.rank() != 1 && input.rank() != 2) {
            throw new ShapeException("multilabelMarginLoss: input " + input.shape() + " must be [N, C] or [C]");
        }
        requireLabels(input, target);
        boolean single = input.rank() == 1;
        Tensor x = single ? input.unsqueeze(0) : input;
        Tensor t = single ? target.unsqueeze(0) : target;
        Tensor given = t.ge(0).cumprod(1).toBool();
        Tensor labels = Tensor.where(given, t, Tensor.number(0));
        // A class is a label if one that is given says so.
        Tensor isLabel = Tensor.zeros(t.dtype(), x.shape().toArray())
                .scatterAdd(1, labels, given.to(t.dtype()))
                .gt(0);
        Tensor counted = given.unsqueeze(2).logicalAnd(isLabel.logicalNot().unsqueeze(1));
        Tensor over = x.gather(1, labels)
                .unsqueeze(2)
                .sub(x.unsqueeze(1))
                .neg()
                .add(1)
                .relu();
        Tensor losses = Tensor.where(counted, over, Tensor.number(0.0))
                .sum(Dims.of(1, 2), false)
                .div(x.size(1));
        return reduced(single ? losses.squeeze(0) : losses, reduction);
    }

    private static void requireLabels(Tensor input, Tensor target) {
        if (!input.dtype().isFloating() || target.dtype() != DType.INT64) {
            throw new DTypeException("multilabelMarginLoss: input is " + input.dtype() + " and target " + target.dtype()
                    + "; expected a floating input and int64 labels");
        }
        if (target.numel() > 0) {
            long least = target.min().itemLong();
            long most = target.max().itemLong();
            if (least < -1 || most >= input.size(-1)) {
                throw new ArclightException("multilabelMarginLoss: the labels go from " + least + " to " + most
                        + "; expected 0 to " + (input.size(-1) - 1) + ", or -1 for an end");
            }
        }
    }

    /** The p-norm distances of all pairs of rows {@code [N, D]}, the first with those after it first: {@code [N·(N - 1) / 2]}. */
    public static Tensor pdist(Tensor input, double p) {
        return Interception.function("pdist", in -> plainPdist(in[0], p), input);
    }

    private static Tensor plainPdist(Tensor input, double p) {
        if (input.rank() != 2 || !(p >= 0)) {
            throw new ShapeException("pdist: input " + input.shape() + " must be [N, D], and p " + p + " at least 0");
        }
        Tensor pairs = Tensor.triuIndices(input.size(0), input.size(0), 1);
        Tensor left = input.indexSelect(0, pairs.select(0, 0));
        Tensor right = input.indexSelect(0, pairs.select(0, 1));
        return left.sub(right).norm(p, Dims.of(1), false);
    }

    /** {@link #pdist(Tensor, double)} with p = 2. */
    public static Tensor pdist(Tensor input) {
        return pdist(input, 2);
    }

    /** {@code ln(1 + e^(-y·x))} for a target y of 1 or -1. */
    public static Tensor softMarginLoss(Tensor input, Tensor target, Reduction reduction) {
        return Interception.function(
                "softMarginLoss", in -> plainSoftMarginLoss(in[0], in[1], reduction), input, target);
    }

    private static Tensor plainSoftMarginLoss(Tensor input, Tensor target, Reduction reduction) {
        requireFloating("softMarginLoss", input.dtype(), input, target);
        if (!target.shape().broadcastsTo(input.shape())) {
            requireSameShape("softMarginLoss", input, target);
        }
        return reduced(logSigmoid(target.mul(input)).neg(), reduction);
    }

    /** The mean over classes of {@link #binaryCrossEntropyWithLogits}, as {@code multilabel_soft_margin_loss}. */
    public static Tensor multilabelSoftMarginLoss(
            Tensor input, Tensor target, @Nullable Tensor weight, Reduction reduction) {
        requireSameShape("multilabelSoftMarginLoss", input, target);
        Tensor each = target.mul(logSigmoid(input))
                .add(target.neg().add(1).mul(logSigmoid(input.neg())))
                .neg();
        return reduced((weight == null ? each : each.mul(weight)).mean(-1), reduction);
    }

    /**
     * {@code Σ max(0, margin - x[t] + x[j])ᵖ / C} over the classes j other than t, times the weight of t.
     *
     * @param input {@code [N, C]} or {@code [C]}
     * @param p 1 or 2
     */
    public static Tensor multiMarginLoss(
            Tensor input, Tensor target, int p, double margin, @Nullable Tensor weight, Reduction reduction) {
        return Interception.function(
                "multiMarginLoss",
                in -> plainMultiMarginLoss(in[0], in[1], p, margin, weight, reduction),
                input,
                target);
    }

    private static Tensor plainMultiMarginLoss(
            Tensor input, Tensor target, int p, double margin, @Nullable Tensor weight, Reduction reduction) {
        if (p != 1 && p != 2) {
            throw new ArclightException("multiMarginLoss: p is " + p + "; it must be 1 or 2");
        }
        requireFloating("multiMarginLoss", input.dtype(), input, target);
        boolean single = input.rank() == 1;
        boolean fits = single ? target.numel() == 1 && target.rank() <= 1 : target.rank() == 1 && input.rank() == 2;
        if (!fits || !single && target.size(0) != input.size(0)) {
            throw new ShapeException("multiMarginLoss: input " + input.shape() + " and target " + target.shape()
                    + " do not fit; expected [N, C] and [N], or [C] and []");
        }
        Tensor x = single ? input.unsqueeze(0) : input;
        Tensor t = target.reshape(-1, 1);
        Tensor over = atLeast(x.sub(x.gather(1, t)).add(margin), 0);
        Tensor powered = p == 1 ? over : over.mul(over);
        if (weight != null) {
            powered = powered.mul(weight.indexSelect(0, t.flatten(0, 1)).unsqueeze(1));
        }
        Tensor others = Tensor.arange(0, x.size(1)).ne(t);
        Tensor losses = Tensor.where(others, powered, Tensor.number(0.0)).sum(1).div(x.size(1));
        return reduced(single ? losses.squeeze(0) : losses, reduction);
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

    /** {@code x1·x2 / (|x1|·|x2|)} along a dimension, each length at least {@code eps}; inputs broadcast. */
    public static Tensor cosineSimilarity(Tensor x1, Tensor x2, int dim, double eps) {
        return Interception.function("cosineSimilarity", in -> plainCosineSimilarity(in[0], in[1], dim, eps), x1, x2);
    }

    private static Tensor plainCosineSimilarity(Tensor x1, Tensor x2, int dim, double eps) {
        DType common = DType.promote(x1.dtype(), x2.dtype());
        requireFloating("cosineSimilarity", common, x1, x2);
        List<Tensor> pair = Tensor.broadcastTensors(List.of(x1.to(common), x2.to(common)));
        return direction(pair.get(0), dim, eps)
                .mul(direction(pair.get(1), dim, eps))
                .sum(Dims.of(dim), false);
    }

    /** {@code x / max(|x|, eps)} whose gradient is that of {@code x / |x|} also where the bound counts, as in PyTorch. */
    @SuppressWarnings("try") // The scope is there to be closed.
    private static Tensor direction(Tensor x, int dim, double eps) {
        Tensor length = x.norm(2, Dims.of(dim), true).clone();
        try (GradMode.Scope scope = GradMode.noGrad()) {
            length.detach().clampMin_(eps);
        }
        return x.div(length);
    }

    /** The p-norm of {@code x1 - x2 + eps} over the last dimension. */
    public static Tensor pairwiseDistance(Tensor x1, Tensor x2, double p, double eps, boolean keepDim) {
        return x1.sub(x2).add(eps).norm(p, Dims.of(-1), keepDim);
    }

    /** {@code x / max(|x|, eps)} with the p-norm along a dimension. */
    public static Tensor normalize(Tensor input, double p, int dim, double eps) {
        if (!input.dtype().isFloating()) {
            throw new DTypeException("normalize: not defined for " + input.dtype() + input.shape()
                    + "; convert with to(DType.FLOAT32) first");
        }
        return input.div(atLeast(input.norm(p, Dims.of(dim), true), eps));
    }

    /** {@link #normalize(Tensor, double, int, double)} with p = 2 and eps = 1e-12. */
    public static Tensor normalize(Tensor input, int dim) {
        return normalize(input, 2, dim, 1e-12);
    }

    /** A bool counts as 0 or 1, unlike in a difference of the user's own. */
    private static Tensor difference(Tensor input, Tensor target) {
        DType common = DType.promote(input.dtype(), target.dtype());
        return input.to(common).sub(target.to(common));
    }

    /** {@code max(x, low)} whose gradient at {@code low} is that of x, as PyTorch's clamp. */
    static Tensor atLeast(Tensor x, double low) {
        return Tensor.where(x.lt(low), Tensor.number(low), x);
    }

    private static void requireFloating(String name, DType dtype, Tensor input, Tensor target) {
        if (!dtype.isFloating()) {
            throw new DTypeException(name + ": input is " + input.dtype() + input.shape() + " and target "
                    + target.dtype() + target.shape() + "; expected floating numbers, convert with to(DType.FLOAT32)");
        }
    }

    static void requireSameShape(String name, Tensor input, Tensor target) {
        if (!input.shape().equals(target.shape())) {
            throw new ShapeException(name + ": input " + input.shape() + " and target " + target.shape()
                    + " must have one shape; expand or reshape one of them");
        }
    }
}
