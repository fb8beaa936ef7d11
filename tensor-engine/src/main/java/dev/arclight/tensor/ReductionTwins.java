package dev.arclight.tensor;

/** Static twins of {@link TensorReductions}, for {@link Tensors}. */
abstract class ReductionTwins extends FunctionTwins {
    ReductionTwins() {}

    /** {@link Tensor#sum} of {@code input}. */
    public static Tensor sum(Tensor input, int... dims) {
        return input.sum(dims);
    }

    /** {@link Tensor#sum} of {@code input}. */
    public static Tensor sum(Tensor input, int dim, boolean keepDim) {
        return input.sum(dim, keepDim);
    }

    /** {@link Tensor#sum} of {@code input}. */
    public static Tensor sum(Tensor input, Dims dims, boolean keepDim) {
        return input.sum(dims, keepDim);
    }

    /** {@link Tensor#sum} of {@code input}. */
    public static Tensor sum(Tensor input, Dims dims, boolean keepDim, DType dtype) {
        return input.sum(dims, keepDim, dtype);
    }

    /** {@link Tensor#sum} of {@code input}. */
    public static Tensor sum(Tensor input, DType dtype) {
        return input.sum(dtype);
    }

    /** {@link Tensor#nansum} of {@code input}. */
    public static Tensor nansum(Tensor input, int... dims) {
        return input.nansum(dims);
    }

    /** {@link Tensor#nansum} of {@code input}. */
    public static Tensor nansum(Tensor input, Dims dims, boolean keepDim) {
        return input.nansum(dims, keepDim);
    }

    /** {@link Tensor#nansum} of {@code input}. */
    public static Tensor nansum(Tensor input, Dims dims, boolean keepDim, DType dtype) {
        return input.nansum(dims, keepDim, dtype);
    }

    /** {@link Tensor#mean} of {@code input}. */
    public static Tensor mean(Tensor input, int... dims) {
        return input.mean(dims);
    }

    /** {@link Tensor#mean} of {@code input}. */
    public static Tensor mean(Tensor input, int dim, boolean keepDim) {
        return input.mean(dim, keepDim);
    }

    /** {@link Tensor#mean} of {@code input}. */
    public static Tensor mean(Tensor input, Dims dims, boolean keepDim) {
        return input.mean(dims, keepDim);
    }

    /** {@link Tensor#mean} of {@code input}. */
    public static Tensor mean(Tensor input, Dims dims, boolean keepDim, DType dtype) {
        return input.mean(dims, keepDim, dtype);
    }

    /** {@link Tensor#mean} of {@code input}. */
    public static Tensor mean(Tensor input, DType dtype) {
        return input.mean(dtype);
    }

    /** {@link Tensor#nanmean} of {@code input}. */
    public static Tensor nanmean(Tensor input, int... dims) {
        return input.nanmean(dims);
    }

    /** {@link Tensor#nanmean} of {@code input}. */
    public static Tensor nanmean(Tensor input, Dims dims, boolean keepDim) {
        return input.nanmean(dims, keepDim);
    }

    /** {@link Tensor#nanmean} of {@code input}. */
    public static Tensor nanmean(Tensor input, Dims dims, boolean keepDim, DType dtype) {
        return input.nanmean(dims, keepDim, dtype);
    }

    /** {@link Tensor#prod} of {@code input}. */
    public static Tensor prod(Tensor input) {
        return input.prod();
    }

    /** {@link Tensor#prod} of {@code input}. */
    public static Tensor prod(Tensor input, int dim) {
        return input.prod(dim);
    }

    /** {@link Tensor#prod} of {@code input}. */
    public static Tensor prod(Tensor input, int dim, boolean keepDim) {
        return input.prod(dim, keepDim);
    }

    /** {@link Tensor#prod} of {@code input}. */
    public static Tensor prod(Tensor input, int dim, boolean keepDim, DType dtype) {
        return input.prod(dim, keepDim, dtype);
    }

    /** {@link Tensor#prod} of {@code input}. */
    public static Tensor prod(Tensor input, DType dtype) {
        return input.prod(dtype);
    }

    /** {@link Tensor#amax} of {@code input}. */
    public static Tensor amax(Tensor input, int... dims) {
        return input.amax(dims);
    }

    /** {@link Tensor#amax} of {@code input}. */
    public static Tensor amax(Tensor input, Dims dims, boolean keepDim) {
        return input.amax(dims, keepDim);
    }

    /** {@link Tensor#amin} of {@code input}. */
    public static Tensor amin(Tensor input, int... dims) {
        return input.amin(dims);
    }

    /** {@link Tensor#amin} of {@code input}. */
    public static Tensor amin(Tensor input, Dims dims, boolean keepDim) {
        return input.amin(dims, keepDim);
    }

    /** {@link Tensor#aminmax} of {@code input}. */
    public static TensorReductions.MinMax aminmax(Tensor input) {
        return input.aminmax();
    }

    /** {@link Tensor#aminmax} of {@code input}. */
    public static TensorReductions.MinMax aminmax(Tensor input, int dim, boolean keepDim) {
        return input.aminmax(dim, keepDim);
    }

    /** {@link Tensor#max} of {@code input}. */
    public static Tensor max(Tensor input) {
        return input.max();
    }

    /** {@link Tensor#max} of {@code input}. */
    public static ValuesAndIndices max(Tensor input, int dim) {
        return input.max(dim);
    }

    /** {@link Tensor#max} of {@code input}. */
    public static ValuesAndIndices max(Tensor input, int dim, boolean keepDim) {
        return input.max(dim, keepDim);
    }

    /** {@link Tensor#max} of {@code input}. */
    public static Tensor max(Tensor input, Tensor other) {
        return input.max(other);
    }

    /** {@link Tensor#min} of {@code input}. */
    public static Tensor min(Tensor input) {
        return input.min();
    }

    /** {@link Tensor#min} of {@code input}. */
    public static ValuesAndIndices min(Tensor input, int dim) {
        return input.min(dim);
    }

    /** {@link Tensor#min} of {@code input}. */
    public static ValuesAndIndices min(Tensor input, int dim, boolean keepDim) {
        return input.min(dim, keepDim);
    }

    /** {@link Tensor#min} of {@code input}. */
    public static Tensor min(Tensor input, Tensor other) {
        return input.min(other);
    }

    /** {@link Tensor#argmax} of {@code input}. */
    public static Tensor argmax(Tensor input) {
        return input.argmax();
    }

    /** {@link Tensor#argmax} of {@code input}. */
    public static Tensor argmax(Tensor input, int dim) {
        return input.argmax(dim);
    }

    /** {@link Tensor#argmax} of {@code input}. */
    public static Tensor argmax(Tensor input, int dim, boolean keepDim) {
        return input.argmax(dim, keepDim);
    }

    /** {@link Tensor#argmin} of {@code input}. */
    public static Tensor argmin(Tensor input) {
        return input.argmin();
    }

    /** {@link Tensor#argmin} of {@code input}. */
    public static Tensor argmin(Tensor input, int dim) {
        return input.argmin(dim);
    }

    /** {@link Tensor#argmin} of {@code input}. */
    public static Tensor argmin(Tensor input, int dim, boolean keepDim) {
        return input.argmin(dim, keepDim);
    }

    /** {@link Tensor#all} of {@code input}. */
    public static Tensor all(Tensor input, int... dims) {
        return input.all(dims);
    }

    /** {@link Tensor#all} of {@code input}. */
    public static Tensor all(Tensor input, Dims dims, boolean keepDim) {
        return input.all(dims, keepDim);
    }

    /** {@link Tensor#any} of {@code input}. */
    public static Tensor any(Tensor input, int... dims) {
        return input.any(dims);
    }

    /** {@link Tensor#any} of {@code input}. */
    public static Tensor any(Tensor input, Dims dims, boolean keepDim) {
        return input.any(dims, keepDim);
    }

    /** {@link Tensor#countNonzero} of {@code input}. */
    public static Tensor countNonzero(Tensor input, int... dims) {
        return input.countNonzero(dims);
    }

    /** {@link Tensor#logsumexp} of {@code input}. */
    public static Tensor logsumexp(Tensor input, int... dims) {
        return input.logsumexp(dims);
    }

    /** {@link Tensor#logsumexp} of {@code input}. */
    public static Tensor logsumexp(Tensor input, Dims dims, boolean keepDim) {
        return input.logsumexp(dims, keepDim);
    }

    /** {@link Tensor#softmax} of {@code input}. */
    public static Tensor softmax(Tensor input, int dim) {
        return input.softmax(dim);
    }

    /** {@link Tensor#softmax} of {@code input}. */
    public static Tensor softmax(Tensor input, int dim, DType dtype) {
        return input.softmax(dim, dtype);
    }

    /** {@link Tensor#logSoftmax} of {@code input}. */
    public static Tensor logSoftmax(Tensor input, int dim) {
        return input.logSoftmax(dim);
    }

    /** {@link Tensor#logSoftmax} of {@code input}. */
    public static Tensor logSoftmax(Tensor input, int dim, DType dtype) {
        return input.logSoftmax(dim, dtype);
    }
}
