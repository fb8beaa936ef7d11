package dev.arclight.tensor;

import org.jspecify.annotations.Nullable;

/** Static twins of {@link TensorStatistics}, for {@link Tensors}. */
abstract class StatisticsTwins extends OrderTwins {
    StatisticsTwins() {}

    /** {@link Tensor#var} of {@code input}. */
    public static Tensor var(Tensor input, int... dims) {
        return input.var(dims);
    }

    /** {@link Tensor#var} of {@code input}. */
    public static Tensor var(Tensor input, boolean unbiased) {
        return input.var(unbiased);
    }

    /** {@link Tensor#var} of {@code input}. */
    public static Tensor var(Tensor input, Dims dims, boolean unbiased, boolean keepDim) {
        return input.var(dims, unbiased, keepDim);
    }

    /** {@link Tensor#var} of {@code input}. */
    public static Tensor var(Tensor input, Dims dims, double correction, boolean keepDim) {
        return input.var(dims, correction, keepDim);
    }

    /** {@link Tensor#std} of {@code input}. */
    public static Tensor std(Tensor input, int... dims) {
        return input.std(dims);
    }

    /** {@link Tensor#std} of {@code input}. */
    public static Tensor std(Tensor input, boolean unbiased) {
        return input.std(unbiased);
    }

    /** {@link Tensor#std} of {@code input}. */
    public static Tensor std(Tensor input, Dims dims, boolean unbiased, boolean keepDim) {
        return input.std(dims, unbiased, keepDim);
    }

    /** {@link Tensor#std} of {@code input}. */
    public static Tensor std(Tensor input, Dims dims, double correction, boolean keepDim) {
        return input.std(dims, correction, keepDim);
    }

    /** {@link Tensor#varMean} of {@code input}. */
    public static TensorStatistics.VarMean varMean(Tensor input, int... dims) {
        return input.varMean(dims);
    }

    /** {@link Tensor#varMean} of {@code input}. */
    public static TensorStatistics.VarMean varMean(Tensor input, Dims dims, double correction, boolean keepDim) {
        return input.varMean(dims, correction, keepDim);
    }

    /** {@link Tensor#stdMean} of {@code input}. */
    public static TensorStatistics.StdMean stdMean(Tensor input, int... dims) {
        return input.stdMean(dims);
    }

    /** {@link Tensor#stdMean} of {@code input}. */
    public static TensorStatistics.StdMean stdMean(Tensor input, Dims dims, double correction, boolean keepDim) {
        return input.stdMean(dims, correction, keepDim);
    }

    /** {@link Tensor#norm} of {@code input}. */
    public static Tensor norm(Tensor input) {
        return input.norm();
    }

    /** {@link Tensor#norm} of {@code input}. */
    public static Tensor norm(Tensor input, double p, int... dims) {
        return input.norm(p, dims);
    }

    /** {@link Tensor#norm} of {@code input}. */
    public static Tensor norm(Tensor input, double p, Dims dims, boolean keepDim) {
        return input.norm(p, dims, keepDim);
    }

    /** {@link Tensor#norm} of {@code input}. */
    public static Tensor norm(Tensor input, double p, Dims dims, boolean keepDim, DType dtype) {
        return input.norm(p, dims, keepDim, dtype);
    }

    /** {@link Tensor#norm} of {@code input}. */
    public static Tensor norm(Tensor input, String p, Dims dims, boolean keepDim) {
        return input.norm(p, dims, keepDim);
    }

    /** {@link Tensor#vectorNorm} of {@code input}. */
    public static Tensor vectorNorm(Tensor input, double ord, Dims dims, boolean keepDim) {
        return input.vectorNorm(ord, dims, keepDim);
    }

    /** {@link Tensor#matrixNorm} of {@code input}. */
    public static Tensor matrixNorm(Tensor input, double ord, int rows, int columns, boolean keepDim) {
        return input.matrixNorm(ord, rows, columns, keepDim);
    }

    /** {@link Tensor#dist} of {@code input}. */
    public static Tensor dist(Tensor input, Tensor other, double p) {
        return input.dist(other, p);
    }

    /** {@link Tensor#dist} of {@code input}. */
    public static Tensor dist(Tensor input, Tensor other) {
        return input.dist(other);
    }

    /** {@link Tensor#cdist} of {@code input}. */
    public static Tensor cdist(Tensor input, Tensor other) {
        return input.cdist(other);
    }

    /** {@link Tensor#cdist} of {@code input}. */
    public static Tensor cdist(Tensor input, Tensor other, double p) {
        return input.cdist(other, p);
    }

    /** {@link Tensor#renorm} of {@code input}. */
    public static Tensor renorm(Tensor input, double p, int dim, double maxNorm) {
        return input.renorm(p, dim, maxNorm);
    }

    /** {@link Tensor#cov} of {@code input}. */
    public static Tensor cov(Tensor input) {
        return input.cov();
    }

    /** {@link Tensor#cov} of {@code input}. */
    public static Tensor cov(Tensor input, long correction, @Nullable Tensor fweights, @Nullable Tensor aweights) {
        return input.cov(correction, fweights, aweights);
    }

    /** {@link Tensor#corrcoef} of {@code input}. */
    public static Tensor corrcoef(Tensor input) {
        return input.corrcoef();
    }

    /** {@link Tensor#quantile} of {@code input}. */
    public static Tensor quantile(Tensor input, double q) {
        return input.quantile(q);
    }

    /** {@link Tensor#quantile} of {@code input}. */
    public static Tensor quantile(Tensor input, double q, int dim, boolean keepDim) {
        return input.quantile(q, dim, keepDim);
    }

    /** {@link Tensor#quantile} of {@code input}. */
    public static Tensor quantile(Tensor input, double q, int dim, boolean keepDim, String interpolation) {
        return input.quantile(q, dim, keepDim, interpolation);
    }

    /** {@link Tensor#quantile} of {@code input}. */
    public static Tensor quantile(Tensor input, Tensor q) {
        return input.quantile(q);
    }

    /** {@link Tensor#quantile} of {@code input}. */
    public static Tensor quantile(Tensor input, Tensor q, int dim, boolean keepDim, String interpolation) {
        return input.quantile(q, dim, keepDim, interpolation);
    }

    /** {@link Tensor#nanquantile} of {@code input}. */
    public static Tensor nanquantile(Tensor input, double q) {
        return input.nanquantile(q);
    }

    /** {@link Tensor#nanquantile} of {@code input}. */
    public static Tensor nanquantile(Tensor input, double q, int dim, boolean keepDim) {
        return input.nanquantile(q, dim, keepDim);
    }

    /** {@link Tensor#nanquantile} of {@code input}. */
    public static Tensor nanquantile(Tensor input, double q, int dim, boolean keepDim, String interpolation) {
        return input.nanquantile(q, dim, keepDim, interpolation);
    }

    /** {@link Tensor#nanquantile} of {@code input}. */
    public static Tensor nanquantile(Tensor input, Tensor q) {
        return input.nanquantile(q);
    }

    /** {@link Tensor#nanquantile} of {@code input}. */
    public static Tensor nanquantile(Tensor input, Tensor q, int dim, boolean keepDim, String interpolation) {
        return input.nanquantile(q, dim, keepDim, interpolation);
    }
}
