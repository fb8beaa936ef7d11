package dev.arclight.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The longer definitions of {@link TensorScans}. */
final class Scanning {
    private Scanning() {}

    static Tensor diff(Tensor x, int n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
        if (x.rank() == 0) {
            throw new ShapeException("diff: a scalar has no neighbours; expected at least one dimension");
        }
        if (n < 0) {
            throw new ArclightException("diff: the order is " + n + ", expected 0 or more");
        }
        if (n == 0) {
            return x;
        }
        int axis = x.shape().axis("diff", dim);
        Tensor result = x;
        if (prepend != null || append != null) {
            List<Tensor> parts = new ArrayList<>();
            if (prepend != null) {
                parts.add(prepend);
            }
            parts.add(x);
            if (append != null) {
                parts.add(append);
            }
            result = Tensor.cat(parts, axis);
        }
        int length = result.size(axis);
        if (n >= length) {
            return result.narrow(axis, 0, 0);
        }
        for (int i = 0; i < n; i++) {
            int left = result.size(axis) - 1;
            Tensor later = result.narrow(axis, 1, left);
            Tensor earlier = result.narrow(axis, 0, left);
            result = x.dtype() == DType.BOOL ? later.ne(earlier) : later.sub(earlier);
        }
        return result;
    }

    /** The integral at equal distances: the sum without half of the first and the last. */
    static Tensor trapezoid(Tensor y, double dx, int dim) {
        requireIntegrable(y);
        if (y.size(y.shape().axis("trapezoid", dim)) == 0) {
            return y.sum(dim).to(y.dtype());
        }
        return y.sum(dim).sub(y.select(dim, 0).add(y.select(dim, -1)).mul(0.5)).mul(dx);
    }

    /** Of each pair of neighbours, the mean height. */
    static Tensor areas(Tensor y, int dim) {
        requireIntegrable(y);
        int n = y.size(y.shape().axis("trapezoid", dim));
        if (n == 0) {
            return y.to(y.dtype().isFloating() ? y.dtype() : DType.getDefault());
        }
        return y.narrow(dim, 1, n - 1).add(y.narrow(dim, 0, n - 1)).div(2.0);
    }

    /** Of each pair of neighbours, the mean height times the distance. */
    static Tensor areas(Tensor y, Tensor x, int dim) {
        requireIntegrable(y);
        int axis = y.shape().axis("trapezoid", dim);
        Tensor places = x;
        if (x.rank() == 1) {
            if (x.size(0) != y.size(axis)) {
                throw new ShapeException("trapezoid: " + x.size(0) + " places for " + y.size(axis)
                        + " heights along dimension " + dim + " of shape " + y.shape());
            }
            int[] extents = new int[y.rank()];
            java.util.Arrays.fill(extents, 1);
            extents[axis] = x.size(0);
            places = x.reshape(extents);
        }
        while (places.rank() < y.rank()) {
            places = places.unsqueeze(0);
        }
        int n = places.size(axis);
        return n == 0
                ? areas(y, dim)
                : areas(y, dim).mul(places.narrow(axis, 1, n - 1).sub(places.narrow(axis, 0, n - 1)));
    }

    private static void requireIntegrable(Tensor y) {
        if (y.dtype() == DType.BOOL) {
            throw new DTypeException("trapezoid: not defined for bool; convert with to(DType.FLOAT32) first");
        }
        if (y.rank() == 0) {
            throw new ShapeException("trapezoid: a scalar has no neighbours; expected at least one dimension");
        }
    }
}
