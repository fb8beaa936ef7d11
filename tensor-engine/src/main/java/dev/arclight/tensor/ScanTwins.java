package dev.arclight.tensor;

import org.jspecify.annotations.Nullable;

/** Static twins of {@link TensorScans}, for {@link Tensors}. */
abstract class ScanTwins extends ReductionTwins {
    ScanTwins() {}

    /** {@link Tensor#cumsum} of {@code input}. */
    public static Tensor cumsum(Tensor input, int dim) {
        return input.cumsum(dim);
    }

    /** {@link Tensor#cumsum} of {@code input}. */
    public static Tensor cumsum(Tensor input, int dim, DType dtype) {
        return input.cumsum(dim, dtype);
    }

    /** {@link Tensor#cumprod} of {@code input}. */
    public static Tensor cumprod(Tensor input, int dim) {
        return input.cumprod(dim);
    }

    /** {@link Tensor#cumprod} of {@code input}. */
    public static Tensor cumprod(Tensor input, int dim, DType dtype) {
        return input.cumprod(dim, dtype);
    }

    /** {@link Tensor#cummax} of {@code input}. */
    public static ValuesAndIndices cummax(Tensor input, int dim) {
        return input.cummax(dim);
    }

    /** {@link Tensor#cummin} of {@code input}. */
    public static ValuesAndIndices cummin(Tensor input, int dim) {
        return input.cummin(dim);
    }

    /** {@link Tensor#logcumsumexp} of {@code input}. */
    public static Tensor logcumsumexp(Tensor input, int dim) {
        return input.logcumsumexp(dim);
    }

    /** {@link Tensor#diff} of {@code input}. */
    public static Tensor diff(Tensor input) {
        return input.diff();
    }

    /** {@link Tensor#diff} of {@code input}. */
    public static Tensor diff(Tensor input, int n, int dim) {
        return input.diff(n, dim);
    }

    /** {@link Tensor#diff} of {@code input}. */
    public static Tensor diff(Tensor input, int n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
        return input.diff(n, dim, prepend, append);
    }

    /** {@link Tensor#trapezoid} of {@code input}. */
    public static Tensor trapezoid(Tensor input) {
        return input.trapezoid();
    }

    /** {@link Tensor#trapezoid} of {@code input}. */
    public static Tensor trapezoid(Tensor input, double dx, int dim) {
        return input.trapezoid(dx, dim);
    }

    /** {@link Tensor#trapezoid} of {@code input}. */
    public static Tensor trapezoid(Tensor input, Tensor x, int dim) {
        return input.trapezoid(x, dim);
    }

    /** {@link Tensor#cumulativeTrapezoid} of {@code input}. */
    public static Tensor cumulativeTrapezoid(Tensor input, double dx, int dim) {
        return input.cumulativeTrapezoid(dx, dim);
    }

    /** {@link Tensor#cumulativeTrapezoid} of {@code input}. */
    public static Tensor cumulativeTrapezoid(Tensor input, Tensor x, int dim) {
        return input.cumulativeTrapezoid(x, dim);
    }

    /** {@link Tensor#trapezoid()} by its other name. */
    public static Tensor trapz(Tensor y) {
        return y.trapezoid();
    }

    /** {@link Tensor#trapezoid(double, int)} by its other name. */
    public static Tensor trapz(Tensor y, double dx, int dim) {
        return y.trapezoid(dx, dim);
    }

    /** {@link Tensor#trapezoid(Tensor, int)} by its other name. */
    public static Tensor trapz(Tensor y, Tensor x, int dim) {
        return y.trapezoid(x, dim);
    }
}
