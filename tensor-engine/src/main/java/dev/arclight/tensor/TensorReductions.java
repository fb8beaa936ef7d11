package dev.arclight.tensor;

import dev.arclight.op.All;
import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Any;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.CountNonzero;
import dev.arclight.op.Dispatch;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.LogSumExp;
import dev.arclight.op.MaxAlong;
import dev.arclight.op.MinAlong;
import dev.arclight.op.Overall;
import dev.arclight.op.Prod;
import dev.arclight.op.Softmax;
import dev.arclight.op.Sum;
import java.util.stream.IntStream;

/**
 * Many elements folded into one. Without dimensions, or with an empty list of them, all are folded; negative ones count from
 * the end; folded ones disappear unless {@code keepDim}. Sums run in blocks, in an order that depends on the shape alone.
 */
public sealed interface TensorReductions extends TensorBase permits Tensor {
    /** The smallest and the largest elements. */
    record MinMax(Tensor min, Tensor max) {}

    /** The sum; bools and whole numbers are summed as int64. */
    default Tensor sum(int... dims) {
        return sum(Dims.of(dims), false);
    }

    default Tensor sum(int dim, boolean keepDim) {
        return sum(Dims.of(dim), keepDim);
    }

    default Tensor sum(Dims dims, boolean keepDim) {
        return Dispatch.run(new Sum(dims, keepDim), self());
    }

    /** The sum of the elements converted to {@code dtype}. */
    default Tensor sum(Dims dims, boolean keepDim, DType dtype) {
        return self().to(dtype).sum(dims, keepDim).to(dtype);
    }

    /** As {@link #sum(Dims, boolean, DType)} over all dimensions. */
    default Tensor sum(DType dtype) {
        return sum(Dims.of(), false, dtype);
    }

    /** The sum of the elements that are not NaN. */
    default Tensor nansum(int... dims) {
        return nansum(Dims.of(dims), false);
    }

    default Tensor nansum(Dims dims, boolean keepDim) {
        return Reductions.nansum(self(), dims, keepDim);
    }

    default Tensor nansum(Dims dims, boolean keepDim, DType dtype) {
        return self().to(dtype).nansum(dims, keepDim);
    }

    /** The mean. @throws DTypeException unless floating */
    default Tensor mean(int... dims) {
        return mean(Dims.of(dims), false);
    }

    default Tensor mean(int dim, boolean keepDim) {
        return mean(Dims.of(dim), keepDim);
    }

    default Tensor mean(Dims dims, boolean keepDim) {
        return Reductions.mean(self(), dims, keepDim);
    }

    /** The mean of the elements converted to {@code dtype}. */
    default Tensor mean(Dims dims, boolean keepDim, DType dtype) {
        return self().to(dtype).mean(dims, keepDim);
    }

    /** As {@link #mean(Dims, boolean, DType)} over all dimensions. */
    default Tensor mean(DType dtype) {
        return mean(Dims.of(), false, dtype);
    }

    /** The mean of the elements that are not NaN. @throws DTypeException unless floating */
    default Tensor nanmean(int... dims) {
        return nanmean(Dims.of(dims), false);
    }

    default Tensor nanmean(Dims dims, boolean keepDim) {
        return Reductions.nanmean(self(), dims, keepDim);
    }

    default Tensor nanmean(Dims dims, boolean keepDim, DType dtype) {
        return self().to(dtype).nanmean(dims, keepDim);
    }

    /** The product; bools and whole numbers are multiplied as int64. */
    default Tensor prod() {
        return Dispatch.run(new Prod(Dims.of(), false), self());
    }

    default Tensor prod(int dim) {
        return prod(dim, false);
    }

    default Tensor prod(int dim, boolean keepDim) {
        return Dispatch.run(new Prod(Dims.of(dim), keepDim), self());
    }

    /** The product of the elements converted to {@code dtype}. */
    default Tensor prod(int dim, boolean keepDim, DType dtype) {
        return self().to(dtype).prod(dim, keepDim).to(dtype);
    }

    /** As {@link #prod(int, boolean, DType)} over all dimensions. */
    default Tensor prod(DType dtype) {
        return self().to(dtype).prod().to(dtype);
    }

    /** The largest elements: NaN wins, equal ones share the gradient. @throws ShapeException over no elements */
    default Tensor amax(int... dims) {
        return amax(Dims.of(dims), false);
    }

    default Tensor amax(Dims dims, boolean keepDim) {
        return Dispatch.run(new Amax(dims, keepDim), self());
    }

    /** The smallest elements: NaN wins, equal ones share the gradient. @throws ShapeException over no elements */
    default Tensor amin(int... dims) {
        return amin(Dims.of(dims), false);
    }

    default Tensor amin(Dims dims, boolean keepDim) {
        return Dispatch.run(new Amin(dims, keepDim), self());
    }

    /** The smallest and the largest of all elements. */
    default MinMax aminmax() {
        return new MinMax(min(), max());
    }

    default MinMax aminmax(int dim, boolean keepDim) {
        return new MinMax(amin(Dims.of(dim), keepDim), amax(Dims.of(dim), keepDim));
    }

    /** The largest element: NaN wins, equal ones share the gradient. @throws ShapeException if there is none */
    default Tensor max() {
        return Dispatch.run(new Overall(Overall.Pick.MAX), self());
    }

    default ValuesAndIndices max(int dim) {
        return max(dim, false);
    }

    /** The largest elements of a dimension and where they lie: the first of equals, NaN wins. */
    default ValuesAndIndices max(int dim, boolean keepDim) {
        return Reductions.pick(new MaxAlong(dim, keepDim), self(), dim);
    }

    /** The larger of each pair of elements, {@link TensorArithmetic#maximum}. */
    default Tensor max(Tensor other) {
        return self().maximum(other);
    }

    /** The smallest element: NaN wins, equal ones share the gradient. @throws ShapeException if there is none */
    default Tensor min() {
        return Dispatch.run(new Overall(Overall.Pick.MIN), self());
    }

    default ValuesAndIndices min(int dim) {
        return min(dim, false);
    }

    /** The smallest elements of a dimension and where they lie: the first of equals, NaN wins. */
    default ValuesAndIndices min(int dim, boolean keepDim) {
        return Reductions.pick(new MinAlong(dim, keepDim), self(), dim);
    }

    /** The smaller of each pair of elements, {@link TensorArithmetic#minimum}. */
    default Tensor min(Tensor other) {
        return self().minimum(other);
    }

    /** Where the largest of all elements lies in row-major order, int64: the first of equals, NaN wins. */
    default Tensor argmax() {
        return Dispatch.run(new Argmax(0, false), self().reshape(-1));
    }

    /** Where the largest element of a dimension lies, int64. */
    default Tensor argmax(int dim) {
        return argmax(dim, false);
    }

    default Tensor argmax(int dim, boolean keepDim) {
        return Reductions.along("argmax", self(), dim, x -> Dispatch.run(new Argmax(dim, keepDim || rank() == 0), x));
    }

    /** Where the smallest of all elements lies in row-major order, int64: the first of equals, NaN wins. */
    default Tensor argmin() {
        return Dispatch.run(new Argmin(0, false), self().reshape(-1));
    }

    /** Where the smallest element of a dimension lies, int64. */
    default Tensor argmin(int dim) {
        return argmin(dim, false);
    }

    default Tensor argmin(int dim, boolean keepDim) {
        return Reductions.along("argmin", self(), dim, x -> Dispatch.run(new Argmin(dim, keepDim || rank() == 0), x));
    }

    /** Whether no element is zero, bool; NaN is not zero, and uint8 stays uint8. */
    default Tensor all(int... dims) {
        return all(Dims.of(dims), false);
    }

    default Tensor all(Dims dims, boolean keepDim) {
        return Dispatch.run(new All(dims, keepDim), self());
    }

    /** Whether some element is not zero, bool; NaN is not zero, and uint8 stays uint8. */
    default Tensor any(int... dims) {
        return any(Dims.of(dims), false);
    }

    default Tensor any(Dims dims, boolean keepDim) {
        return Dispatch.run(new Any(dims, keepDim), self());
    }

    /** How many elements are not zero, int64. */
    default Tensor countNonzero(int... dims) {
        return Dispatch.run(new CountNonzero(Dims.of(dims), false), self());
    }

    /** {@code log Σ eˣ} without overflow; whole numbers are taken as float32. */
    default Tensor logsumexp(int... dims) {
        return logsumexp(Dims.of(dims), false);
    }

    default Tensor logsumexp(Dims dims, boolean keepDim) {
        return Dispatch.run(new LogSumExp(dims, keepDim), self());
    }

    /** {@code eˣ / Σ eˣ} along a dimension. */
    default Tensor softmax(int dim) {
        return Dispatch.run(new Softmax(dim), self());
    }

    /** As {@link #softmax(int)} of the elements converted to {@code dtype}. */
    default Tensor softmax(int dim, DType dtype) {
        return self().to(dtype).softmax(dim).to(dtype);
    }

    /** {@code x - log Σ eˣ} along a dimension. */
    default Tensor logSoftmax(int dim) {
        return Dispatch.run(new LogSoftmax(dim), self());
    }

    /** As {@link #logSoftmax(int)} of the elements converted to {@code dtype}. */
    default Tensor logSoftmax(int dim, DType dtype) {
        return self().to(dtype).logSoftmax(dim).to(dtype);
    }

    /**
     * The sums over those dimensions that broadcasting {@code shape} to this tensor's shape would repeat, as
     * {@code Tensor.sum_to_size}.
     *
     * @throws ShapeException if it does not broadcast to this shape
     */
    default Tensor sumToSize(int... shape) {
        Shape wanted = Shape.of(shape);
        if (!wanted.broadcastsTo(shape())) {
            throw new ShapeException("sumToSize: " + wanted + " does not broadcast to " + shape());
        }
        int added = rank() - wanted.rank();
        int[] summed = IntStream.range(0, rank())
                .filter(i -> i < added || wanted.dim(i - added) == 1 && size(i) != 1)
                .toArray();
        return summed.length == 0 ? self() : sum(Dims.of(summed), true).view(shape);
    }
}
