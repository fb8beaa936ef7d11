package dev.arclight.tensor;

import dev.arclight.op.Dispatch;
import dev.arclight.op.Sort;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Quantiles as {@code torch.quantile}: positions in the sorted elements, and what lies between their neighbours. */
final class Quantiles {
    private Quantiles() {}

    static Tensor of(
            Tensor x, double q, @Nullable Integer dim, boolean keepDim, String interpolation, boolean ignoreNan) {
        if (!(q >= 0 && q <= 1)) {
            throw new ArclightException("quantile: q is " + q + ", expected 0 to 1");
        }
        return of(x, Tensor.of(new double[] {q}).to(x.dtype()), dim, keepDim, interpolation, ignoreNan);
    }

    static Tensor of(
            Tensor x, Tensor q, @Nullable Integer dim, boolean keepDim, String interpolation, boolean ignoreNan) {
        require(x, q, interpolation);
        int axis = dim == null || x.rank() == 0 ? 0 : x.shape().axis("quantile", dim);
        if (dim != null && x.rank() == 0) {
            Reductions.requireOnlyDimension("quantile", dim);
        }
        Shape reduced = dim == null ? Shape.of(keepDim ? ones(x.rank()) : new int[0]) : reduced(x, axis, keepDim);
        Tensor rows = dim == null || x.rank() == 0 ? x.reshape(-1) : last(x, axis);
        int n = rows.size(-1);
        Tensor sorted = Dispatch.run(new Sort(-1, false), rows);
        Tensor ranks = ranks(sorted, q, n, ignoreNan);
        Tensor result = interpolate(sorted, ranks, interpolation);
        // [.., quantiles] becomes [quantiles, ..], or [..] for a single one.
        if (q.rank() == 0) {
            return result.reshape(reduced.toArray());
        }
        int[] extents = new int[reduced.rank() + 1];
        extents[0] = q.numel();
        System.arraycopy(reduced.toArray(), 0, extents, 1, reduced.rank());
        int[] order = new int[result.rank()];
        order[0] = order.length - 1;
        for (int i = 1; i < order.length; i++) {
            order[i] = i - 1;
        }
        return result.permute(order).reshape(extents);
    }

    private static void require(Tensor x, Tensor q, String interpolation) {
        if (x.dtype() != DType.FLOAT32 && x.dtype() != DType.FLOAT64) {
            throw new DTypeException("quantile: got " + x.dtype() + ", expected float32 or float64");
        }
        if (x.numel() == 0) {
            throw new ShapeException("quantile: a tensor of shape " + x.shape() + " holds no elements");
        }
        if (q.rank() > 1) {
            throw new ShapeException("quantile: q has shape " + q.shape() + ", expected at most one dimension");
        }
        if (q.dtype() != x.dtype()) {
            throw new DTypeException(
                    "quantile: q is " + q.dtype() + " and the input " + x.dtype() + "; both must have one dtype");
        }
        if (!Arrays.asList("linear", "lower", "higher", "midpoint", "nearest").contains(interpolation)) {
            throw new ArclightException("quantile: no interpolation is called '" + interpolation
                    + "'; use linear, lower, higher, midpoint or nearest");
        }
        for (double each : q.toDoubleArray()) {
            if (!(each >= 0 && each <= 1)) {
                throw new ArclightException("quantile: q is " + each + ", expected 0 to 1");
            }
        }
    }

    private static Shape reduced(Tensor x, int axis, boolean keepDim) {
        return x.rank() == 0
                ? x.shape()
                : keepDim ? x.shape().with(axis, 1) : x.shape().without(axis);
    }

    private static int[] ones(int rank) {
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static Tensor last(Tensor x, int axis) {
        int[] order = new int[x.rank()];
        int next = 0;
        for (int d = 0; d < order.length; d++) {
            if (d != axis) {
                order[next++] = d;
            }
        }
        order[next] = axis;
        return x.permute(order);
    }

    /** Where in the sorted elements each quantile lies, {@code [.., quantiles]}; a NaN is the last of all. */
    private static Tensor ranks(Tensor sorted, Tensor q, int n, boolean ignoreNan) {
        Tensor wanted = q.reshape(-1);
        Tensor nan = sorted.ne(sorted);
        if (ignoreNan) {
            Tensor last = nan.to(sorted.dtype()).sum(-1, true).neg().add(n - 1.0);
            return wanted.mul(Tensor.where(last.lt(0.0), Tensor.number(0.0), last));
        }
        return Tensor.where(nan.any(Dims.of(-1), true), Tensor.number(n - 1.0), wanted.mul(n - 1.0));
    }

    private static Tensor interpolate(Tensor sorted, Tensor ranks, String interpolation) {
        Tensor below = ranks.floor();
        Tensor above = ranks.neg().floor().neg();
        return switch (interpolation) {
            case "lower" -> at(sorted, below);
            case "higher" -> at(sorted, above);
            case "nearest" -> at(sorted, nearest(ranks, below));
            default -> {
                Tensor low = at(sorted, below);
                Tensor high = at(sorted, above);
                Tensor weight = interpolation.equals("midpoint") ? Tensor.number(0.5) : ranks.sub(below);
                Tensor step = high.sub(low);
                Tensor fromBelow = low.add(weight.mul(step));
                Tensor fromAbove = high.sub(step.mul(weight.neg().add(1.0)));
                yield Tensor.where(weight.lt(0.5), fromBelow, fromAbove);
            }
        };
    }

    /** To the nearest whole number, to the even one of two. */
    private static Tensor nearest(Tensor ranks, Tensor below) {
        Tensor half = below.mul(0.5);
        Tensor odd = half.sub(half.floor()).mul(2.0);
        Tensor part = ranks.sub(below);
        Tensor up = Tensor.where(part.eq(0.5), odd, part.gt(0.5).to(ranks.dtype()));
        return below.add(up);
    }

    private static Tensor at(Tensor sorted, Tensor ranks) {
        return sorted.gather(-1, ranks.to(DType.INT64));
    }
}
