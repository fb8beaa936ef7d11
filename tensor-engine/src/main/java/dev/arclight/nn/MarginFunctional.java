package dev.arclight.nn;

import dev.arclight.autograd.Interception;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Losses that ask for a margin between what belongs together and what does not, as in {@code torch.nn.functional}. */
abstract class MarginFunctional extends LossFunctional {
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
}
