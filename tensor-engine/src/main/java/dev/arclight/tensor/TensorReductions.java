package dev.arclight.tensor;

import dev.arclight.op.Amax;
import dev.arclight.op.Amin;
import dev.arclight.op.Argmax;
import dev.arclight.op.Argmin;
import dev.arclight.op.Dispatch;
import dev.arclight.op.LogSoftmax;
import dev.arclight.op.Softmax;
import dev.arclight.op.Sum;

/** Many elements folded into one: sums, extremes, and what is normalised by them. */
public sealed interface TensorReductions extends TensorBase permits Tensor {
    /** The sum over the given dimensions, which disappear; over all of them if none is given. */
    default Tensor sum(int... dims) {
        return sum(dims.length == 0 ? Dims.all(shape()) : Dims.of(dims), false);
    }

    default Tensor sum(Dims dims, boolean keepDim) {
        return Dispatch.run(new Sum(dims, keepDim), self());
    }

    /** The mean over the given dimensions, or over all. @throws DTypeException unless floating */
    default Tensor mean(int... dims) {
        return mean(dims.length == 0 ? Dims.all(shape()) : Dims.of(dims), false);
    }

    default Tensor mean(Dims dims, boolean keepDim) {
        if (!dtype().isFloating()) {
            throw new DTypeException("mean: not defined for " + dtype() + "; convert with to(FLOAT32)");
        }
        if (dtype().isHalf()) {
            // The sum may pass what 16 bits hold; only the mean is rounded to them.
            return self().to(DType.FLOAT32).mean(dims, keepDim).to(dtype());
        }
        Dims folded = dims.resolved("mean", shape());
        double count = 1;
        for (int i = 0; i < folded.count(); i++) {
            count *= size(folded.get(i));
        }
        return sum(folded, keepDim).div(count);
    }

    default Tensor amax(Dims dims, boolean keepDim) {
        return Dispatch.run(new Amax(dims, keepDim), self());
    }

    default Tensor amin(Dims dims, boolean keepDim) {
        return Dispatch.run(new Amin(dims, keepDim), self());
    }

    /** The largest element. */
    default Tensor max() {
        return amax(Dims.all(shape()), false);
    }

    /** The smallest element. */
    default Tensor min() {
        return amin(Dims.all(shape()), false);
    }

    /** Where the largest element of a dimension lies, int64. */
    default Tensor argmax(int dim) {
        return Dispatch.run(new Argmax(dim, false), self());
    }

    /** Where the smallest element of a dimension lies, int64. */
    default Tensor argmin(int dim) {
        return Dispatch.run(new Argmin(dim, false), self());
    }

    default Tensor softmax(int dim) {
        return Dispatch.run(new Softmax(dim), self());
    }

    default Tensor logSoftmax(int dim) {
        return Dispatch.run(new LogSoftmax(dim), self());
    }
}
