package dev.arclight.tensor;

import dev.arclight.autograd.Interception;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The longer definitions of {@link TensorStatistics}. */
final class Statistics {
    /** From this many rows on, PyTorch takes Euclidean distances from a product of matrices. */
    private static final int MANY_ROWS = 25;

    private Statistics() {}

    static Tensor matrixNorm(Tensor x, double ord, int rows, int columns, boolean keepDim) {
        Reductions.requireFloating("matrixNorm", x);
        int row = x.shape().axis("matrixNorm", rows);
        int column = x.shape().axis("matrixNorm", columns);
        if (row == column) {
            throw new ShapeException("matrixNorm: rows and columns are both dimension " + row + " of " + x.shape());
        }
        boolean ofColumns = Math.abs(ord) == 1;
        if (!ofColumns && !Double.isInfinite(ord)) {
            throw new ArclightException("matrixNorm: no norm of order " + ord + "; use 1, -1, inf or -inf");
        }
        Tensor sums = x.abs().sum(Dims.of(ofColumns ? row : column), true);
        Dims rest = Dims.of(ofColumns ? column : row);
        Tensor norm = ord > 0 ? sums.amax(rest, true) : sums.amin(rest, true);
        if (keepDim) {
            return norm;
        }
        return norm.reshape(norm.shape()
                .without(Math.max(row, column))
                .without(Math.min(row, column))
                .toArray());
    }

    static Tensor cdist(Tensor a, Tensor b, double p) {
        return Interception.function("cdist", in -> plainCdist(in[0], in[1], p), a, b);
    }

    private static Tensor plainCdist(Tensor a, Tensor b, double p) {
        Reductions.requireFloating("cdist", a);
        Reductions.requireFloating("cdist", b);
        Products.requireOneDtype("cdist", a, b);
        if (a.rank() < 2 || b.rank() < 2 || a.size(-1) != b.size(-1)) {
            throw new ShapeException(
                    "cdist: " + a.shape() + " and " + b.shape() + "; both need two dimensions and rows of one length");
        }
        if (p < 0) {
            throw new ArclightException("cdist: the order is " + p + ", expected 0 or more");
        }
        if (p == 2 && (a.size(-2) > MANY_ROWS || b.size(-2) > MANY_ROWS)) {
            return euclidean(a, b);
        }
        return a.unsqueeze(-2).sub(b.unsqueeze(-3)).norm(p, Dims.of(-1), false);
    }

    /** {@code √(|a|² + |b|² - 2 a·b)} as one product, by rows {@code [-2a, |a|², 1]} and {@code [b, 1, |b|²]}. */
    private static Tensor euclidean(Tensor a, Tensor b) {
        Tensor aSquared = a.mul(a).sum(-1, true);
        Tensor bSquared = b.mul(b).sum(-1, true);
        Tensor left = Tensor.cat(
                java.util.List.of(
                        a.mul(-2.0),
                        aSquared,
                        Tensor.ones(a.dtype(), aSquared.shape().toArray())),
                -1);
        Tensor right = Tensor.cat(
                java.util.List.of(b, Tensor.ones(b.dtype(), bSquared.shape().toArray()), bSquared), -1);
        Tensor squares = left.matmul(right.transpose(-2, -1));
        return Tensor.where(squares.gt(0.0), squares, Tensor.number(0.0)).sqrt();
    }

    static Tensor renorm(Tensor x, double p, int dim, double maxNorm) {
        return Interception.function("renorm", in -> plainRenorm(in[0], p, dim, maxNorm), x);
    }

    private static Tensor plainRenorm(Tensor x, double p, int dim, double maxNorm) {
        Reductions.requireFloating("renorm", x);
        if (p <= 0 || maxNorm < 0 || x.rank() < 2) {
            throw new ArclightException("renorm: got order " + p + " and largest norm " + maxNorm + " for shape "
                    + x.shape() + "; expected an order above 0, a norm of at least 0 and two dimensions or more");
        }
        int axis = x.shape().axis("renorm", dim);
        int[] others = java.util.stream.IntStream.range(0, x.rank())
                .filter(d -> d != axis)
                .toArray();
        Tensor norm = x.norm(p, Dims.of(others), true);
        Tensor factor = norm.add(1e-7).pow(-1.0).mul(maxNorm);
        return x.mul(Tensor.where(norm.gt(maxNorm), factor, Tensor.number(1.0)));
    }

    static Tensor cov(Tensor x, long correction, @Nullable Tensor fweights, @Nullable Tensor aweights) {
        if (x.rank() > 2) {
            throw new ShapeException("cov: got shape " + x.shape() + ", expected at most two dimensions");
        }
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("cov: not defined for bool; convert with to(FLOAT32)");
        }
        Tensor in = x.rank() < 2 ? x.reshape(1, -1) : x;
        Tensor weights = weights(in, fweights, aweights);
        Tensor total = weights == null ? Tensor.of(new long[] {in.size(1)}) : weights.sum();
        if (weights != null && total.item() == 0) {
            throw new ArclightException("cov: the weights add up to 0, so that there is no average");
        }
        Tensor mean = (weights == null ? in : in.mul(weights)).sum(1, true).div(total);
        Tensor freedom = weights != null && aweights != null && correction != 0
                ? total.sub(weights.mul(aweights).sum().div(total).mul(correction))
                : total.sub(correction);
        double divisor = Math.max(freedom.item(), 0);
        Tensor centered = in.sub(mean);
        Tensor weighted = weights == null ? centered : centered.mul(weights);
        Tensor product = centered.matmul(weighted.to(centered.dtype()).t());
        Tensor covariances = divisor == 0 ? product.div(0.0) : product.div(freedom);
        return covariances.reshape(Arrays.stream(covariances.shape().toArray())
                .filter(extent -> extent != 1)
                .toArray());
    }

    private static @Nullable Tensor weights(Tensor in, @Nullable Tensor fweights, @Nullable Tensor aweights) {
        if (fweights != null && !fweights.dtype().isInteger()) {
            throw new DTypeException("cov: frequencies are " + fweights.dtype() + ", expected whole numbers");
        }
        if (aweights != null && !aweights.dtype().isFloating()) {
            throw new DTypeException("cov: weights are " + aweights.dtype() + ", expected a floating dtype");
        }
        for (Tensor weights : new @Nullable Tensor[] {fweights, aweights}) {
            if (weights == null) {
                continue;
            }
            if (weights.rank() > 1 || weights.numel() != in.size(1)) {
                throw new ShapeException("cov: weights of shape " + weights.shape() + " for " + in.size(1)
                        + " observations; expected one for each");
            }
            if (weights.numel() > 0 && weights.min().item() < 0) {
                throw new ArclightException("cov: a weight is " + weights.min().item() + ", expected 0 or more");
            }
        }
        return fweights == null ? aweights : aweights == null ? fweights : fweights.mul(aweights);
    }

    static Tensor corrcoef(Tensor x) {
        Tensor covariances = x.cov();
        if (covariances.rank() == 0) {
            return covariances.div(covariances);
        }
        int n = covariances.size(0);
        Tensor deviations = covariances.reshape(n * n).slice(0, 0, n * n, n + 1).sqrt();
        Tensor correlations = covariances.div(deviations.reshape(n, 1)).div(deviations.reshape(1, n));
        Tensor bounded = Tensor.where(correlations.gt(1.0), Tensor.number(1.0), correlations);
        return Tensor.where(bounded.lt(-1.0), Tensor.number(-1.0), bounded);
    }
}
