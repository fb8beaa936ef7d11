package dev.arclight.nn;

import dev.arclight.autograd.GradMode;
import dev.arclight.autograd.Interception;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;

/** Distances, similarities and lengths, as in {@code torch.nn.functional}. */
abstract class DistanceFunctional extends ActivationFunctional {
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

    /** {@code max(x, low)} whose gradient at {@code low} is that of x, as PyTorch's clamp. */
    static Tensor atLeast(Tensor x, double low) {
        return Tensor.where(x.lt(low), Tensor.number(low), x);
    }

    static void requireFloating(String name, DType dtype, Tensor input, Tensor target) {
        if (!dtype.isFloating()) {
            throw new DTypeException(name + ": input is " + input.dtype() + input.shape() + " and target "
                    + target.dtype() + target.shape() + "; expected floating numbers, convert with to(DType.FLOAT32)");
        }
    }
}
