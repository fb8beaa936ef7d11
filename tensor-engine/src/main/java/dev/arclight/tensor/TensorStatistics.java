package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Norm;
import dev.arclight.op.Std;
import dev.arclight.op.Var;
import org.jspecify.annotations.Nullable;

/** Spread, norms, quantiles and distances. Dimensions are given as in {@link TensorReductions}. */
public sealed interface TensorStatistics extends TensorBase permits Tensor {
    /** Variances and means. */
    record VarMean(Tensor var, Tensor mean) {}

    /** Standard deviations and means. */
    record StdMean(Tensor std, Tensor mean) {}

    /** The variance with Bessel's correction, {@code Σ (x - mean)² / (n - 1)}. @throws DTypeException unless floating */
    default Tensor var(int... dims) {
        return var(Dims.of(dims), 1, false);
    }

    /** The variance of all elements, divided by their number less one or, not {@code unbiased}, by their number. */
    default Tensor var(boolean unbiased) {
        return var(Dims.of(), unbiased ? 1 : 0, false);
    }

    default Tensor var(Dims dims, boolean unbiased, boolean keepDim) {
        return var(dims, unbiased ? 1 : 0, keepDim);
    }

    /** The variance, divided by the number of elements less {@code correction}. */
    default Tensor var(Dims dims, double correction, boolean keepDim) {
        return Dispatch.run(new Var(dims, correction, keepDim), self());
    }

    /** The square root of {@link #var(int...)}. */
    default Tensor std(int... dims) {
        return std(Dims.of(dims), 1, false);
    }

    /** The square root of {@link #var(boolean)}. */
    default Tensor std(boolean unbiased) {
        return std(Dims.of(), unbiased ? 1 : 0, false);
    }

    default Tensor std(Dims dims, boolean unbiased, boolean keepDim) {
        return std(dims, unbiased ? 1 : 0, keepDim);
    }

    /** The square root of {@link #var(Dims, double, boolean)}. */
    default Tensor std(Dims dims, double correction, boolean keepDim) {
        return Dispatch.run(new Std(dims, correction, keepDim), self());
    }

    default VarMean varMean(int... dims) {
        return varMean(Dims.of(dims), 1, false);
    }

    default VarMean varMean(Dims dims, double correction, boolean keepDim) {
        return new VarMean(var(dims, correction, keepDim), self().mean(dims, keepDim));
    }

    default StdMean stdMean(int... dims) {
        return stdMean(Dims.of(dims), 1, false);
    }

    default StdMean stdMean(Dims dims, double correction, boolean keepDim) {
        return new StdMean(std(dims, correction, keepDim), self().mean(dims, keepDim));
    }

    /** The Euclidean norm of all elements. */
    default Tensor norm() {
        return norm(2);
    }

    /**
     * {@code (Σ |x|ᵖ)^(1/p)}, the largest magnitude for p = ∞, the smallest for −∞, the number of elements that are not zero
     * for 0.
     *
     * @throws DTypeException unless floating
     */
    default Tensor norm(double p, int... dims) {
        return norm(p, Dims.of(dims), false);
    }

    default Tensor norm(double p, Dims dims, boolean keepDim) {
        return Dispatch.run(new Norm(p, dims, keepDim), self());
    }

    /** As {@link #norm(double, Dims, boolean)} of the elements converted to {@code dtype}. */
    default Tensor norm(double p, Dims dims, boolean keepDim, DType dtype) {
        return self().to(dtype).norm(p, dims, keepDim);
    }

    /**
     * The Frobenius norm, the root of the sum of squares.
     *
     * @param p {@code "fro"}
     * @throws ArclightException for another name
     */
    default Tensor norm(String p, Dims dims, boolean keepDim) {
        if (!p.equals("fro")) {
            throw new ArclightException("norm: no norm is called '" + p + "'; use fro or an order");
        }
        return norm(2, dims, keepDim);
    }

    /** {@link #norm(double, Dims, boolean)} as {@code torch.linalg.vector_norm}. */
    default Tensor vectorNorm(double ord, Dims dims, boolean keepDim) {
        return norm(ord, dims, keepDim);
    }

    /**
     * The norm of the matrices in two dimensions, as {@code torch.linalg.matrix_norm}: the largest ({@code ord} ∞) or
     * smallest (−∞) sum of a row's magnitudes, the same of columns (1, −1).
     *
     * @throws ArclightException for other orders
     */
    default Tensor matrixNorm(double ord, int rows, int columns, boolean keepDim) {
        return Statistics.matrixNorm(self(), ord, rows, columns, keepDim);
    }

    /** The p-norm of the difference of two tensors that broadcast. */
    default Tensor dist(Tensor other, double p) {
        return self().sub(other).norm(p);
    }

    default Tensor dist(Tensor other) {
        return dist(other, 2);
    }

    /** The Euclidean distances of rows, {@link #cdist(Tensor, double)}. */
    default Tensor cdist(Tensor other) {
        return cdist(other, 2);
    }

    /** The distances of each row of {@code [.., p, m]} and each of {@code [.., r, m]} in the p-norm, {@code [.., p, r]}. */
    default Tensor cdist(Tensor other, double p) {
        return Statistics.cdist(self(), other, p);
    }

    /** The tensor with each slice along {@code dim} whose p-norm passes {@code maxNorm} scaled down to it. */
    default Tensor renorm(double p, int dim, double maxNorm) {
        return Statistics.renorm(self(), p, dim, maxNorm);
    }

    /** {@link #renorm} in place. */
    default Tensor renorm_(double p, int dim, double maxNorm) {
        return Writing.over("renorm_", self(), x -> x.renorm(p, dim, maxNorm));
    }

    /** The covariances of variables, which are rows, over observations, which are columns. */
    default Tensor cov() {
        return cov(1, null, null);
    }

    /**
     * @param fweights how often each observation counts, whole numbers, or null
     * @param aweights how much each observation counts, or null
     */
    default Tensor cov(long correction, @Nullable Tensor fweights, @Nullable Tensor aweights) {
        return Statistics.cov(self(), correction, fweights, aweights);
    }

    /** The correlations of variables, which are rows. */
    default Tensor corrcoef() {
        return Statistics.corrcoef(self());
    }

    /** The {@code q}-quantile of all elements, interpolated linearly. */
    default Tensor quantile(double q) {
        return Quantiles.of(self(), q, null, false, "linear", false);
    }

    default Tensor quantile(double q, int dim, boolean keepDim) {
        return quantile(q, dim, keepDim, "linear");
    }

    /**
     * The {@code q}-quantile along a dimension; a NaN makes it NaN.
     *
     * @param interpolation linear, lower, higher, midpoint or nearest
     */
    default Tensor quantile(double q, int dim, boolean keepDim, String interpolation) {
        return Quantiles.of(self(), q, dim, keepDim, interpolation, false);
    }

    /** Quantiles of all elements, one for each of {@code q}, which has at most one dimension. */
    default Tensor quantile(Tensor q) {
        return Quantiles.of(self(), q, null, false, "linear", false);
    }

    /** As {@link #quantile(double, int, boolean, String)}; the quantiles of a vector {@code q} are the first dimension. */
    default Tensor quantile(Tensor q, int dim, boolean keepDim, String interpolation) {
        return Quantiles.of(self(), q, dim, keepDim, interpolation, false);
    }

    /** As {@link #quantile(double)} of the elements that are not NaN. */
    default Tensor nanquantile(double q) {
        return Quantiles.of(self(), q, null, false, "linear", true);
    }

    default Tensor nanquantile(double q, int dim, boolean keepDim) {
        return nanquantile(q, dim, keepDim, "linear");
    }

    default Tensor nanquantile(double q, int dim, boolean keepDim, String interpolation) {
        return Quantiles.of(self(), q, dim, keepDim, interpolation, true);
    }

    default Tensor nanquantile(Tensor q) {
        return Quantiles.of(self(), q, null, false, "linear", true);
    }

    default Tensor nanquantile(Tensor q, int dim, boolean keepDim, String interpolation) {
        return Quantiles.of(self(), q, dim, keepDim, interpolation, true);
    }
}
