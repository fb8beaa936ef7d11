package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Op;
import java.util.function.UnaryOperator;

/** What the families of reductions share. */
final class Reductions {
    private Reductions() {}

    /** The tensor with zeros in place of NaN. */
    static Tensor withoutNan(Tensor x) {
        return x.dtype().isFloating() ? Tensor.where(x.eq(x), x, Tensor.number(0.0)) : x;
    }

    static Tensor nansum(Tensor x, Dims dims, boolean keepDim) {
        Tensor sum = x.sum(dims, keepDim);
        // Where no sum is NaN no element is, and there is nothing to leave out.
        boolean known = !x.dtype().isFloating() || sum.eq(sum).all().itemBoolean();
        return known ? sum : withoutNan(x).sum(dims, keepDim);
    }

    static Tensor mean(Tensor x, Dims dims, boolean keepDim) {
        requireFloating("mean", x);
        double count = count("mean", x.shape(), dims);
        Tensor wide = x.dtype().isHalf() ? x.to(DType.FLOAT32) : x;
        // 16-bit sums would overflow before they are divided.
        return wide.sum(dims, keepDim).div(count).to(x.dtype());
    }

    static Tensor nanmean(Tensor x, Dims dims, boolean keepDim) {
        requireFloating("nanmean", x);
        Dims folded = dims.count() == 0 ? dims : dims.resolved("nanmean", x.shape());
        Tensor wide = x.dtype().isHalf() ? x.to(DType.FLOAT32) : x;
        Tensor counts = x.eq(x).sum(folded, keepDim);
        return withoutNan(wide).sum(folded, keepDim).div(counts).to(x.dtype());
    }

    /** How many elements become one. */
    static double count(String op, Shape shape, Dims dims) {
        Dims folded = dims.count() == 0 ? Dims.all(shape) : dims.resolved(op, shape);
        double count = 1;
        for (int i = 0; i < folded.count(); i++) {
            count *= shape.dim(folded.get(i));
        }
        return count;
    }

    static void requireFloating(String op, Tensor x) {
        if (!x.dtype().isFloating()) {
            throw new DTypeException(op + ": not defined for " + x.dtype() + "; convert with to(FLOAT32)");
        }
    }

    /** Runs an op along a dimension; a scalar, as in PyTorch, counts as one element along its only one. */
    static Tensor along(String what, Tensor x, int dim, UnaryOperator<Tensor> op) {
        if (x.rank() > 0) {
            return op.apply(x);
        }
        requireOnlyDimension(what, dim);
        return op.apply(x.reshape(1)).reshape();
    }

    /** @throws ShapeException naming {@code what} unless this is 0 or -1, by which a scalar may be taken for one element */
    static void requireOnlyDimension(String what, int dim) {
        if (dim != 0 && dim != -1) {
            Shape.of().axis(what, dim);
        }
    }

    /** As {@link #along} for an op that returns values and indices. */
    static ValuesAndIndices pick(Op op, Tensor x, int dim) {
        if (x.rank() > 0) {
            Tensor[] both = Dispatch.runAll(op, x);
            return new ValuesAndIndices(both[0], both[1]);
        }
        requireOnlyDimension(op.name(), dim);
        Tensor[] both = Dispatch.runAll(op, x.reshape(1));
        return new ValuesAndIndices(both[0].reshape(), both[1].reshape());
    }

    /** A sequence in a dtype that holds {@code value}: whole numbers become float64 beside a fraction. */
    static Tensor wideEnough(Tensor sequence, double value) {
        return sequence.dtype().isFloating() || value == Math.rint(value) ? sequence : sequence.to(DType.FLOAT64);
    }
}
