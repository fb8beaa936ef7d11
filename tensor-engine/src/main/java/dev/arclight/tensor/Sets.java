package dev.arclight.tensor;

import dev.arclight.autograd.AutogradException;
import dev.arclight.op.Bincount;
import dev.arclight.op.Dispatch;
import dev.arclight.op.Distinct;
import dev.arclight.op.Histc;
import dev.arclight.op.SearchSorted;
import org.jspecify.annotations.Nullable;

/** What occurs in a tensor, and how often. */
final class Sets {
    private Sets() {}

    static TensorOrder.Unique unique(Tensor x, boolean consecutive) {
        Tensor plain = x.detach().reshape(x.numel(), 1);
        Tensor[] found = Dispatch.runAll(new Distinct(consecutive), plain);
        int count = (int) found[3].item();
        Tensor places = found[0].narrow(0, 0, count);
        return new TensorOrder.Unique(
                withoutGradient(x.reshape(x.numel()).indexSelect(0, places)),
                found[1].reshape(x.shape().toArray()),
                found[2].narrow(0, 0, count).copy());
    }

    static TensorOrder.Unique unique(Tensor x, int dim, boolean consecutive) {
        int axis = x.shape().axis("unique", dim);
        int n = x.size(axis);
        if (x.numel() == 0 && (n > 0 || x.shape().without(axis).size() == 0)) {
            throw new ShapeException(
                    "unique: shape " + x.shape() + " holds no elements to compare along dimension " + dim);
        }
        int[] order = new int[x.rank()];
        order[0] = axis;
        for (int d = 0; d < order.length; d++) {
            if (d != axis) {
                order[d < axis ? d + 1 : d] = d;
            }
        }
        Tensor rows = x.detach().permute(order).reshape(n, n == 0 ? 1 : x.numel() / n);
        Tensor[] found = Dispatch.runAll(new Distinct(consecutive), rows);
        int count = (int) found[3].item();
        return new TensorOrder.Unique(
                withoutGradient(x.indexSelect(axis, found[0].narrow(0, 0, count))),
                found[1],
                found[2].narrow(0, 0, count).copy());
    }

    /** Which of several equal elements a gradient belongs to is not defined. */
    private static Tensor withoutGradient(Tensor values) {
        if (values.requiresGrad()) {
            values.registerHook(grad -> {
                throw new AutogradException(
                        "unique: its gradient is not defined; detach() the tensor before looking for what is in it");
            });
        }
        return values;
    }

    static Tensor bincount(Tensor x, @Nullable Tensor weights, int minlength) {
        if (minlength < 0) {
            throw new ArclightException("bincount: the least length is " + minlength + ", expected 0 or more");
        }
        boolean readable = x.dtype().isInteger() && x.rank() == 1 && x.numel() > 0;
        int length = minlength;
        if (readable) {
            long least = x.min().itemLong();
            long largest = x.max().itemLong();
            if (least < 0) {
                throw new ArclightException("bincount: the least element is " + least + ", expected 0 or more");
            }
            if (largest >= Integer.MAX_VALUE) {
                throw new ShapeException("bincount: the largest element is " + largest
                        + ", and a count for each number up to it passes the largest Java array");
            }
            length = Math.max(minlength, (int) largest + 1);
        }
        return weights == null
                ? Dispatch.run(new Bincount(length), x)
                : Dispatch.run(
                        new Bincount(length),
                        x,
                        weights.dtype() == DType.FLOAT32 ? weights : weights.to(DType.FLOAT64));
    }

    static Tensor histc(Tensor x, int bins, double min, double max) {
        Reductions.requireFloating("histc", x);
        double[] range = range("histc", x, bins, min, max);
        return Dispatch.run(new Histc(bins, range[0], range[1]), x.detach());
    }

    /** The given range, or that of the elements if it is empty. */
    private static double[] range(String op, Tensor x, int bins, double min, double max) {
        if (bins <= 0) {
            throw new ArclightException(op + ": " + bins + " bins; expected at least one");
        }
        double low = min;
        double high = max;
        if (low == high && x.numel() > 0) {
            low = x.min().item();
            high = x.max().item();
        }
        if (low == high) {
            low -= 1;
            high += 1;
        }
        if (!(Double.isFinite(low) && Double.isFinite(high))) {
            throw new ArclightException(op + ": the range [" + low + ", " + high + "] is not finite");
        }
        if (low > high) {
            throw new ArclightException(op + ": the range [" + low + ", " + high + "] ends before it starts");
        }
        return new double[] {low, high};
    }

    static TensorOrder.Histogram histogram(Tensor x, int bins, @Nullable Tensor weight, boolean density) {
        double[] range = range("histogram", x, bins, 0, 0);
        return histogram(x, edges(x.dtype(), bins, range[0], range[1]), weight, density);
    }

    /** Equally distant edges, counted from the nearer end. */
    static Tensor edges(DType dtype, int bins, double min, double max) {
        if (bins <= 0) {
            throw new ArclightException("histogram: " + bins + " bins; expected at least one");
        }
        if (!(Double.isFinite(min) && Double.isFinite(max) && min <= max)) {
            throw new ArclightException("histogram: the range [" + min + ", " + max + "] is not a finite interval");
        }
        double low = min == max ? min - 1 : min;
        double high = min == max ? max + 1 : max;
        double[] edges = new double[bins + 1];
        double step = (high - low) / bins;
        for (int i = 0; i <= bins; i++) {
            edges[i] = i < (bins + 1) / 2 ? low + step * i : high - step * (bins - i);
        }
        return Tensor.of(edges, edges.length).to(dtype);
    }

    static TensorOrder.Histogram histogram(Tensor x, Tensor edges, @Nullable Tensor weight, boolean density) {
        Reductions.requireFloating("histogram", x);
        if (edges.rank() != 1 || edges.numel() < 2) {
            throw new ShapeException(
                    "histogram: edges have shape " + edges.shape() + ", expected two or more in one dimension");
        }
        if (edges.dtype() != x.dtype() || weight != null && weight.dtype() != x.dtype()) {
            throw new DTypeException("histogram: edges and weights must be " + x.dtype() + " as the input is");
        }
        if (weight != null && !weight.shape().equals(x.shape())) {
            throw new ShapeException(
                    "histogram: weights " + weight.shape() + " must have the shape of the input, " + x.shape());
        }
        int bins = edges.numel() - 1;
        Tensor flat = x.detach().reshape(-1);
        Tensor right = Dispatch.run(new SearchSorted(true, DType.INT64), edges, flat);
        // The last edge belongs to the last bin.
        Tensor place = Tensor.where(flat.eq(edges.select(0, bins)), Tensor.number((long) bins), right)
                .to(DType.INT64);
        Tensor within = place.gt(0.0).mul(place.le(Tensor.number((long) bins)));
        Tensor counted = weight == null
                ? Tensor.ones(x.dtype(), flat.numel())
                : weight.detach().reshape(-1);
        Tensor sums = Tensor.zeros(x.dtype(), bins + 2)
                .scatterAdd(0, place, Tensor.where(within, counted, Tensor.number(0.0)));
        Tensor hist = sums.narrow(0, 1, bins).copy();
        if (density) {
            Tensor widths = edges.narrow(0, 1, bins).sub(edges.narrow(0, 0, bins));
            hist = hist.div(hist.sum()).div(widths);
        }
        return new TensorOrder.Histogram(hist, edges);
    }
}
