package dev.arclight.tensor;

import dev.arclight.op.Cummax;
import dev.arclight.op.Cummin;
import dev.arclight.op.Cumprod;
import dev.arclight.op.Cumsum;
import dev.arclight.op.Dispatch;
import dev.arclight.op.LogCumsumExp;
import org.jspecify.annotations.Nullable;

/** Running results along a dimension, and differences of neighbours. */
public sealed interface TensorScans extends TensorBase permits Tensor {
    /** The sums of the elements up to each; bools and whole numbers are summed as int64. */
    default Tensor cumsum(int dim) {
        return Reductions.along("cumsum", self(), dim, x -> Dispatch.run(new Cumsum(dim, false), x));
    }

    /** As {@link #cumsum(int)} of the elements converted to {@code dtype}. */
    default Tensor cumsum(int dim, DType dtype) {
        return self().to(dtype).cumsum(dim).to(dtype);
    }

    /** The products of the elements up to each; bools and whole numbers are multiplied as int64. */
    default Tensor cumprod(int dim) {
        return Reductions.along("cumprod", self(), dim, x -> Dispatch.run(new Cumprod(dim, false), x));
    }

    /** As {@link #cumprod(int)} of the elements converted to {@code dtype}. */
    default Tensor cumprod(int dim, DType dtype) {
        return self().to(dtype).cumprod(dim).to(dtype);
    }

    /** {@link #cumsum(int)} in place. */
    default Tensor cumsum_(int dim) {
        requireNumbers("cumsum_");
        return Writing.over("cumsum_", self(), x -> x.cumsum(dim));
    }

    /** {@link #cumprod(int)} in place. */
    default Tensor cumprod_(int dim) {
        requireNumbers("cumprod_");
        return Writing.over("cumprod_", self(), x -> x.cumprod(dim));
    }

    private void requireNumbers(String what) {
        if (dtype() == DType.BOOL) {
            throw new DTypeException(what + ": bools hold no sums and products; convert with to(DType.INT64) first");
        }
    }

    /** The largest elements so far and where they lie: the last of equals, NaN wins. */
    default ValuesAndIndices cummax(int dim) {
        return Reductions.pick(new Cummax(dim), self(), dim);
    }

    /** The smallest elements so far and where they lie: the last of equals, NaN wins. */
    default ValuesAndIndices cummin(int dim) {
        return Reductions.pick(new Cummin(dim), self(), dim);
    }

    /** {@code log Σ eˣ} of the elements up to each. */
    default Tensor logcumsumexp(int dim) {
        return Reductions.along("logcumsumexp", self(), dim, x -> Dispatch.run(new LogCumsumExp(dim), x));
    }

    /** The differences of neighbours along the last dimension. */
    default Tensor diff() {
        return diff(1, -1);
    }

    /** The differences of neighbours along a dimension, taken {@code n} times. */
    default Tensor diff(int n, int dim) {
        return diff(n, dim, null, null);
    }

    /**
     * @param prepend what to put before the tensor along {@code dim} first, or null
     * @param append what to put behind it, or null
     */
    default Tensor diff(int n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
        return Scanning.diff(self(), n, dim, prepend, append);
    }

    /** The integral by the trapezoidal rule along the last dimension, at distances of 1. */
    default Tensor trapezoid() {
        return trapezoid(1, -1);
    }

    /** The integral by the trapezoidal rule along a dimension, at distances of {@code dx}. */
    default Tensor trapezoid(double dx, int dim) {
        return Scanning.trapezoid(self(), dx, dim);
    }

    /** The integral by the trapezoidal rule along a dimension, at places {@code x}: of this shape, or of one dimension. */
    default Tensor trapezoid(Tensor x, int dim) {
        return Scanning.areas(self(), x, dim).sum(dim);
    }

    /** The integrals up to each place but the first, as {@link #trapezoid(double, int)}. */
    default Tensor cumulativeTrapezoid(double dx, int dim) {
        return Scanning.areas(self(), dim).cumsum(dim).mul(dx);
    }

    /** The integrals up to each place but the first, as {@link #trapezoid(Tensor, int)}. */
    default Tensor cumulativeTrapezoid(Tensor x, int dim) {
        return Scanning.areas(self(), x, dim).cumsum(dim);
    }
}
