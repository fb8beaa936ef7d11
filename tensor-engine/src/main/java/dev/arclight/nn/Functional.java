package dev.arclight.nn;

import dev.arclight.autograd.AutogradException;
import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.op.CrossEntropy;
import dev.arclight.op.Dispatch;
import dev.arclight.op.NllLoss;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.PadMode;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Layers and losses as functions, as {@code torch.nn.functional}; all are made of ops. */
public final class Functional extends DropoutFunctional {
    private Functional() {}

    /**
     * {@code x·Wᵀ + b}: x {@code [.., in]}, weight {@code [out, in]}, bias {@code [out]} or null. With a weight {@code [in]}
     * the last dimension disappears; a bias may be any that broadcasts to the result.
     */
    public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
        boolean usual = weight.rank() == 2 && (bias == null || bias.rank() == 1 && bias.size(0) == weight.size(0));
        if (!usual && weight.rank() > 0 && weight.rank() <= 2 && input.rank() > 0) {
            Tensor y =
                    weight.rank() == 1 ? input.matmul(weight) : Dispatch.run(dev.arclight.op.Linear.OP, input, weight);
            if (bias == null) {
                return y;
            }
            if (!bias.shape().broadcastsTo(y.shape()) || bias.dtype() != y.dtype()) {
                throw new ShapeException("linear: bias " + bias.dtype() + bias.shape() + " does not fit the result, "
                        + y.dtype() + y.shape());
            }
            return y.add(bias);
        }
        return bias == null
                ? Dispatch.run(dev.arclight.op.Linear.OP, input, weight)
                : Dispatch.run(dev.arclight.op.Linear.OP, input, weight, bias);
    }

    /**
     * {@code y[k] = x1·A[k]·x2 + b[k]}: x1 {@code [.., in1]}, x2 {@code [.., in2]}, weight {@code [out, in1, in2]}, bias
     * {@code [out]} or null.
     */
    public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight, @Nullable Tensor bias) {
        return Interception.function(
                "bilinear", in -> plainBilinear(in[0], in[1], in[2], bias), input1, input2, weight);
    }

    private static Tensor plainBilinear(Tensor input1, Tensor input2, Tensor weight, @Nullable Tensor bias) {
        if (weight.rank() != 3
                || input1.rank() == 0
                || input1.size(-1) != weight.size(1)
                || input2.rank() == 0
                || input2.size(-1) != weight.size(2)
                || !input1.shape().without(-1).equals(input2.shape().without(-1))) {
            throw new ShapeException("bilinear: inputs " + input1.shape() + " and " + input2.shape()
                    + " do not fit weight " + weight.shape() + "; expected [.., in1], [.., in2] and [out, in1, in2]");
        }
        if (input1.dtype() != weight.dtype() || input2.dtype() != weight.dtype()) {
            throw new DTypeException("bilinear: inputs are " + input1.dtype() + " and " + input2.dtype()
                    + " and the weight " + weight.dtype() + "; all must have one dtype, convert with to(dtype)");
        }
        int out = weight.size(0);
        int rows = (int) input1.shape().without(-1).size();
        Tensor left = input1.reshape(rows, weight.size(1));
        Tensor right = input2.reshape(rows, 1, weight.size(2));
        // [rows, in1] · [in1, out·in2], then a row of each output times x2.
        Tensor mixed = left.matmul(weight.transpose(0, 1).reshape(weight.size(1), out * weight.size(2)))
                .view(rows, out, weight.size(2));
        Tensor y = mixed.mul(right)
                .sum(Dims.of(2), false, weight.dtype())
                .reshape(input1.shape().with(-1, out).toArray());
        return bias == null ? y : y.add(bias);
    }

    /** More around the ends of the last dimensions; see {@link Tensor#pad(int[], PadMode, double)}. */
    public static Tensor pad(Tensor input, int[] pad, PadMode mode, double value) {
        return input.pad(pad, mode, value);
    }

    /** Zeros around the ends of the last dimensions. */
    public static Tensor pad(Tensor input, int... pad) {
        return input.pad(pad);
    }

    /** Zeros elements with probability {@code p} and scales the rest, if training. */
    public static Tensor dropout(Tensor input, double p, boolean training) {
        return training && p != 0 ? dropped(input, p, input.shape()) : input;
    }

    /** Zeros with probability {@code p} what one number of a mask, which broadcasts, stands for; scales the rest. */
    static Tensor dropped(Tensor input, double p, Shape maskShape) {
        Tensor mask = Tensor.uninitialized(DType.FLOAT32, maskShape);
        double scale = p == 1 ? 0 : 1 / (1 - p);
        // A mask of scales is rounded to its dtype as libtorch rounds the scale for float32, but not for others.
        boolean scaled = input.dtype() == DType.FLOAT32;
        Generator.current().fillBernoulli(mask.storage().floats(), 0, mask.numel(), 1 - p, scaled ? (float) scale : 1f);
        return scaled ? input.mul(mask) : input.mul(mask.to(input.dtype())).mul(scale);
    }

    /** {@link #crossEntropy(Tensor, Tensor, Tensor, long, Reduction, double)} with PyTorch's defaults. */
    public static Tensor crossEntropy(Tensor input, Tensor target) {
        return crossEntropy(input, target, null, -100, Reduction.MEAN, 0);
    }

    /**
     * The negative log likelihood of softmax, as {@code torch.nn.functional.cross_entropy}.
     *
     * @param input logits {@code [N, C]}, {@code [C]} or {@code [N, C, d…]}
     * @param target class numbers {@code [N]}, {@code []} or {@code [N, d…]}, or probabilities of the input's shape
     * @param weight a factor for each class, or null
     * @param ignoreIndex a class number that counts for nothing
     * @param labelSmoothing the share of probability that is spread evenly over the classes, 0 to 1
     */
    public static Tensor crossEntropy(
            Tensor input,
            Tensor target,
            @Nullable Tensor weight,
            long ignoreIndex,
            Reduction reduction,
            double labelSmoothing) {
        if (input.rank() == 0) {
            throw new ShapeException("crossEntropy: the input is a scalar, expected logits [N, C]");
        }
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new ArclightException(
                    "crossEntropy: labelSmoothing is " + labelSmoothing + "; it must be from 0 to 1");
        }
        int axis = input.rank() == 1 ? 0 : 1;
        if (target.dtype().isFloating()) {
            Tensor logProbabilities = rows(input.logSoftmax(axis));
            int classes = logProbabilities.size(1);
            Tensor losses;
            if (!target.shape().equals(input.shape())) {
                throw new ShapeException("crossEntropy: target probabilities " + target.shape()
                        + " must have the input's shape " + input.shape());
            }
            Tensor wanted = rows(target).mul(1 - labelSmoothing).add(labelSmoothing / classes);
            Tensor each = wanted.mul(logProbabilities);
            losses = (weight == null ? each : each.mul(weight)).sum(1).neg();
            return switch (reduction) {
                case NONE -> losses.reshape(input.shape().without(axis).toArray());
                case SUM -> losses.sum();
                case MEAN -> losses.sum().div(losses.numel());
            };
        }
        if (!target.shape().equals(input.shape().without(axis))) {
            throw new ShapeException("crossEntropy: target " + target.shape() + " does not fit input " + input.shape()
                    + "; expected " + input.shape().without(axis));
        }
        requireConstant("crossEntropy", weight);
        Tensor flat = classes(target).reshape(target.numel());
        CrossEntropy op = new CrossEntropy(ignoreIndex, reduction, labelSmoothing);
        Tensor loss =
                weight == null ? Dispatch.run(op, rows(input), flat) : Dispatch.run(op, rows(input), flat, weight);
        return reduction == Reduction.NONE ? loss.reshape(target.shape().toArray()) : loss;
    }

    /**
     * {@code -w[t]·x[t]}, as {@code torch.nn.functional.nll_loss}.
     *
     * @param input log-probabilities {@code [N, C]}, {@code [C]} or {@code [N, C, d…]}
     * @param target class numbers {@code [N]}, {@code []} or {@code [N, d…]}
     * @param weight a factor for each class, or null
     * @param ignoreIndex a class number that counts for nothing
     */
    public static Tensor nllLoss(
            Tensor input, Tensor target, @Nullable Tensor weight, long ignoreIndex, Reduction reduction) {
        if (input.rank() == 0 || !target.shape().equals(input.shape().without(input.rank() == 1 ? 0 : 1))) {
            throw new ShapeException("nllLoss: input " + input.shape() + " and target " + target.shape()
                    + " do not fit; expected [N, C] and [N], [C] and [], or [N, C, d…] and [N, d…]");
        }
        requireConstant("nllLoss", weight);
        NllLoss op = new NllLoss(ignoreIndex, reduction);
        Tensor rows = rows(input);
        Tensor flat = classes(target).reshape(target.numel());
        Tensor loss = weight == null ? Dispatch.run(op, rows, flat) : Dispatch.run(op, rows, flat, weight);
        return reduction == Reduction.NONE ? loss.reshape(target.shape().toArray()) : loss;
    }

    /** Class numbers may be bytes, as they come in data files. */
    private static Tensor classes(Tensor target) {
        return target.dtype() == DType.UINT8 ? target.to(DType.INT64) : target;
    }

    private static void requireConstant(String name, @Nullable Tensor weight) {
        if (weight != null && weight.requiresGrad() && GradMode.isEnabled()) {
            throw new AutogradException(
                    name + ": the weight of classes has no gradient, but requires one; detach() it");
        }
    }

    /** {@code [N, C, d…]} or {@code [C]} as rows of classes. */
    private static Tensor rows(Tensor input) {
        if (input.rank() == 1) {
            return input.unsqueeze(0);
        }
        if (input.rank() == 2) {
            return input;
        }
        int[] order = new int[input.rank()];
        for (int i = 1; i < order.length - 1; i++) {
            order[i] = i + 1;
        }
        order[order.length - 1] = 1;
        int rows = input.size(1) == 0 ? 0 : input.numel() / input.size(1);
        return input.permute(order).reshape(rows, input.size(1));
    }

    // ---- normalisation ----------------------------------------------------------------------------------

    /**
     * {@code (x − mean) / √(variance + eps) · weight + bias} over the last dimensions, as
     * {@code torch.nn.functional.layer_norm}.
     *
     * @param normalizedShape the last extents of the input
     * @param weight of that shape, or null for ones
     * @param bias of that shape, or null for zeros
     * @throws ShapeException if the input does not end in {@code normalizedShape} or a parameter has another shape
     */
    public static Tensor layerNorm(
            Tensor input, int[] normalizedShape, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return NormFunctions.layerNorm(input, normalizedShape, weight, bias, eps);
    }

    /**
     * {@code x / √(mean(x²) + eps) · weight} over the last dimensions, as {@code torch.nn.functional.rms_norm}.
     *
     * @param eps null for the distance from 1 to the next number of the input's dtype
     */
    public static Tensor rmsNorm(Tensor input, int[] normalizedShape, @Nullable Tensor weight, @Nullable Double eps) {
        return NormFunctions.rmsNorm(input, normalizedShape, weight, eps);
    }

    /** Normalises each example's groups of channels of {@code [N, C, …]}, as {@code torch.nn.functional.group_norm}. */
    public static Tensor groupNorm(
            Tensor input, int numGroups, @Nullable Tensor weight, @Nullable Tensor bias, double eps) {
        return NormFunctions.groupNorm(input, numGroups, weight, bias, eps);
    }

    /**
     * Normalises each channel of {@code [N, C, …]}, as {@code torch.nn.functional.batch_norm}: by the batch's statistics if
     * training, which also move the running ones, by the running ones if not.
     *
     * @param momentum the share of the batch in the running statistics; 1 / (batches seen) makes them plain averages
     * @throws ShapeException if training on a single value per channel
     */
    public static Tensor batchNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean training,
            double momentum,
            double eps) {
        return NormFunctions.batchNorm(input, runningMean, runningVar, weight, bias, training, momentum, eps);
    }

    /** Normalises each channel of each example, as {@code torch.nn.functional.instance_norm}. */
    public static Tensor instanceNorm(
            Tensor input,
            @Nullable Tensor runningMean,
            @Nullable Tensor runningVar,
            @Nullable Tensor weight,
            @Nullable Tensor bias,
            boolean useInputStats,
            double momentum,
            double eps) {
        return NormFunctions.instanceNorm(input, runningMean, runningVar, weight, bias, useInputStats, momentum, eps);
    }

    /**
     * {@code x / (k + alpha · mean of x² over neighbouring channels)^beta}, as
     * {@code torch.nn.functional.local_response_norm} (Krizhevsky et al. 2012): input {@code [N, C, …]}.
     *
     * @param size how many channels count, around each one
     */
    public static Tensor localResponseNorm(Tensor input, int size, double alpha, double beta, double k) {
        return NormFunctions.localResponseNorm(input, size, alpha, beta, k);
    }

    // ---- embeddings -------------------------------------------------------------------------------------

    /** {@link #oneHot(Tensor, int)} with as many classes as the largest number needs. */
    public static Tensor oneHot(Tensor input) {
        return EmbeddingFunctions.oneHot(input, -1);
    }

    /**
     * 1 at the place that each number says and 0 elsewhere, int64, as {@code torch.nn.functional.one_hot}: {@code [..] →
     * [.., numClasses]}.
     *
     * @param input int64, from 0 to less than {@code numClasses}
     * @param numClasses -1 for one more than the largest number
     */
    public static Tensor oneHot(Tensor input, int numClasses) {
        return EmbeddingFunctions.oneHot(input, numClasses);
    }

    /** Rows of {@code weight [V, D]} by number, as {@code torch.nn.functional.embedding} with its defaults. */
    public static Tensor embedding(Tensor input, Tensor weight) {
        return EmbeddingFunctions.embedding(input, weight, null, null, 2, false);
    }

    /**
     * Rows of {@code weight [V, D]} by number, as {@code torch.nn.functional.embedding}; gradients are dense, since sparse
     * tensors do not exist here.
     *
     * @param input row numbers of any shape
     * @param paddingIdx a row that gets no gradient (negative counts from the end), or null
     * @param maxNorm rows that are asked for are first scaled down, in place, to this norm; or null
     * @param normType the p of that norm
     * @param scaleGradByFreq whether a row's gradients are divided by how often it was asked for
     */
    public static Tensor embedding(
            Tensor input,
            Tensor weight,
            @Nullable Integer paddingIdx,
            @Nullable Double maxNorm,
            double normType,
            boolean scaleGradByFreq) {
        return EmbeddingFunctions.embedding(input, weight, paddingIdx, maxNorm, normType, scaleGradByFreq);
    }

    /**
     * Bags of rows of {@code weight [V, D]} made one each, as {@code torch.nn.functional.embedding_bag}: {@code [bags, D]}.
     * An empty bag gives zeros.
     *
     * @param input row numbers, {@code [N]} with offsets or {@code [bags, length]} without
     * @param offsets where each bag begins, or null
     * @param perSampleWeights a factor for each row number, for mode SUM; or null
     * @param includeLastOffset whether the last offset is the end of the last bag
     * @param paddingIdx a row that counts for nothing (negative counts from the end), or null
     */
    public static Tensor embeddingBag(
            Tensor input,
            Tensor weight,
            @Nullable Tensor offsets,
            @Nullable Double maxNorm,
            double normType,
            boolean scaleGradByFreq,
            EmbeddingBagMode mode,
            @Nullable Tensor perSampleWeights,
            boolean includeLastOffset,
            @Nullable Integer paddingIdx) {
        return EmbeddingFunctions.embeddingBag(
                input,
                weight,
                offsets,
                maxNorm,
                normType,
                scaleGradByFreq,
                mode,
                perSampleWeights,
                includeLastOffset,
                paddingIdx);
    }

    // ---- attention --------------------------------------------------------------------------------------

    /** Attention without mask and dropout, as {@code torch.nn.functional.scaled_dot_product_attention(q, k, v)}. */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
        return AttentionFunctions.attention(query, key, value, null, 0, false, null, false);
    }

    /**
     * {@code softmax(query·keyᵀ·scale + mask)·value}, as {@code torch.nn.functional.scaled_dot_product_attention}. Without
     * dropout the matrix of scores is never held. A query that may see nobody gives zeros.
     *
     * @param query {@code [batch…, L, E]}; leading dimensions of all three broadcast
     * @param key {@code [batch…, S, E]}
     * @param value {@code [batch…, S, V]}
     * @param attnMask bool, true who takes part, or floating, added to the scores; broadcasts to {@code [batch…, L, S]};
     *     or null
     * @param dropoutP the probability with which a weight is dropped, whether a module is training or not
     * @param isCausal whether query i sees keys 0 … i only
     * @param scale null for {@code 1 / √E}
     * @param enableGqa whether heads, the third dimension from the end, of key and value serve several of the query each
     */
    public static Tensor scaledDotProductAttention(
            Tensor query,
            Tensor key,
            Tensor value,
            @Nullable Tensor attnMask,
            double dropoutP,
            boolean isCausal,
            @Nullable Double scale,
            boolean enableGqa) {
        return AttentionFunctions.attention(query, key, value, attnMask, dropoutP, isCausal, scale, enableGqa);
    }
}
