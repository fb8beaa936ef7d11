package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;
import static dev.arclight.it.oracle.CompatibilityRows.MASK;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.V;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Wrong calls of reductions, scans and orders: dimensions out of range and twice, and nothing to choose from. */
final class BadReductionCalls {
    private static final Tensor EMPTY = random(1, 3, 0);
    private static final Tensor LONGS = Tensor.of(new long[] {3, 1, 2}, 3);

    @FunctionalInterface
    private interface Along {
        Tensor run(Tensor x, int dim);
    }

    @FunctionalInterface
    private interface TheirAlong {
        org.bytedeco.pytorch.Tensor run(org.bytedeco.pytorch.Tensor x, int dim);
    }

    private BadReductionCalls() {}

    static void addTo(BadCalls bad) {
        dims(bad);
        nothing(bad);
        arguments(bad);
    }

    private static void along(BadCalls bad, String row, Along ours, TheirAlong theirs) {
        for (int dim : new int[] {2, -3, 1000}) {
            bad.add(row, "dimension " + dim, in -> ours.run(in[0], dim), in -> theirs.run(in[0], dim), A);
        }
        for (int dim : new int[] {1, -2, 0, -1}) {
            bad.add(
                    row,
                    "dimension " + dim + " of a scalar",
                    in -> ours.run(in[0], dim),
                    in -> theirs.run(in[0], dim),
                    random(2));
            bad.add(
                    row,
                    "dimension " + dim + " of nothing",
                    in -> ours.run(in[0], dim),
                    in -> theirs.run(in[0], dim),
                    EMPTY);
            bad.add(
                    row,
                    "dimension " + dim + " of bools",
                    in -> ours.run(in[0], dim),
                    in -> theirs.run(in[0], dim),
                    MASK);
            bad.add(
                    row,
                    "dimension " + dim + " of whole numbers",
                    in -> ours.run(in[0], dim),
                    in -> theirs.run(in[0], dim),
                    ROWS.view(3, 1));
        }
    }

    private static void dims(BadCalls bad) {
        along(bad, "torch.sum", (x, d) -> x.sum(d), (x, d) -> x.sum(d));
        along(bad, "torch.mean", (x, d) -> x.mean(d), (x, d) -> x.mean(d));
        along(
                bad,
                "torch.nansum",
                (x, d) -> x.nansum(d),
                (x, d) -> torch.nansum(x, list(d), false, new ScalarTypeOptional()));
        along(
                bad,
                "torch.nanmean",
                (x, d) -> x.nanmean(d),
                (x, d) -> torch.nanmean(x, list(d), false, new ScalarTypeOptional()));
        along(bad, "torch.prod", (x, d) -> x.prod(d), (x, d) -> torch.prod(x, d));
        along(bad, "torch.amax", (x, d) -> x.amax(d), (x, d) -> torch.amax(x, new long[] {d}, false));
        along(bad, "torch.amin", (x, d) -> x.amin(d), (x, d) -> torch.amin(x, new long[] {d}, false));
        along(
                bad,
                "torch.max (dim)",
                (x, d) -> x.max(d).values(),
                (x, d) -> torch.max(x, d).get0());
        along(
                bad,
                "torch.min (dim)",
                (x, d) -> x.min(d).indices(),
                (x, d) -> torch.min(x, d).get1());
        along(bad, "torch.argmax", (x, d) -> x.argmax(d), (x, d) -> torch.argmax(x, new LongOptional(d), false));
        along(bad, "torch.argmin", (x, d) -> x.argmin(d), (x, d) -> torch.argmin(x, new LongOptional(d), false));
        along(
                bad,
                "torch.aminmax",
                (x, d) -> x.aminmax(d, false).max(),
                (x, d) -> torch.aminmax(x, new LongOptional(d), false).get1());
        along(bad, "torch.all", (x, d) -> x.all(d), (x, d) -> torch.all(x, list(d), false));
        along(bad, "torch.any", (x, d) -> x.any(d), (x, d) -> torch.any(x, list(d), false));
        along(bad, "torch.count_nonzero", (x, d) -> x.countNonzero(d), (x, d) -> torch.count_nonzero(x, d));
        along(bad, "torch.logsumexp", (x, d) -> x.logsumexp(d), (x, d) -> torch.logsumexp(x, d));
        along(bad, "torch.var", (x, d) -> x.var(d), (x, d) -> torch.var(x, new long[] {d}, true, false));
        along(bad, "torch.std", (x, d) -> x.std(d), (x, d) -> torch.std(x, new long[] {d}, true, false));
        along(
                bad,
                "torch.norm",
                (x, d) -> x.norm(2, d),
                (x, d) -> torch.norm(x, new ScalarOptional(new Scalar(2)), new long[] {d}, false));
        along(
                bad,
                "torch.median",
                (x, d) -> x.median(d).values(),
                (x, d) -> torch.median(x, d).get0());
        along(
                bad,
                "torch.nanmedian",
                (x, d) -> x.nanmedian(d).values(),
                (x, d) -> torch.nanmedian(x, d).get0());
        along(
                bad,
                "torch.mode",
                (x, d) -> x.mode(d, false).values(),
                (x, d) -> torch.mode(x, d, false).get0());
        along(bad, "torch.softmax", (x, d) -> x.softmax(d), (x, d) -> torch.softmax(x, d));
        along(bad, "torch.log_softmax", (x, d) -> x.logSoftmax(d), (x, d) -> torch.log_softmax(x, d));
        along(bad, "torch.cumsum", Tensor::cumsum, (x, d) -> torch.cumsum(x, d));
        along(bad, "torch.cumprod", Tensor::cumprod, (x, d) -> torch.cumprod(x, d));
        along(
                bad,
                "torch.cummax",
                (x, d) -> x.cummax(d).values(),
                (x, d) -> torch.cummax(x, d).get0());
        along(
                bad,
                "torch.cummin",
                (x, d) -> x.cummin(d).values(),
                (x, d) -> torch.cummin(x, d).get0());
        along(bad, "torch.logcumsumexp", Tensor::logcumsumexp, (x, d) -> torch.logcumsumexp(x, d));
        along(
                bad,
                "torch.sort",
                (x, d) -> x.sort(d).values(),
                (x, d) -> torch.sort(x, d, false).get0());
        along(bad, "torch.argsort", (x, d) -> x.argsort(d, false, true), (x, d) -> torch.argsort(x, true, d, false));
        along(
                bad,
                "torch.topk",
                (x, d) -> x.topk(1, d).values(),
                (x, d) -> torch.topk(x, 1, d, true, true).get0());
        along(
                bad,
                "torch.kthvalue",
                (x, d) -> x.kthvalue(1, d, false).values(),
                (x, d) -> torch.kthvalue(x, 1, d, false).get0());
        along(
                bad,
                "torch.diff",
                (x, d) -> x.diff(1, d),
                (x, d) -> torch.diff(x, 1, d, new TensorOptional(), new TensorOptional()));
        along(bad, "torch.trapezoid", (x, d) -> x.trapezoid(1, d), (x, d) -> torch.trapezoid(x, new Scalar(1), d));
        along(
                bad,
                "torch.quantile",
                (x, d) -> x.quantile(0.3, d, false),
                (x, d) -> torch.quantile(x, 0.3, new LongOptional(d), false, "linear"));
        along(
                bad,
                "torch.renorm",
                (x, d) -> x.renorm(2, d, 1),
                (x, d) -> torch.renorm(x, new Scalar(2), d, new Scalar(1)));
        along(
                bad,
                "torch.unique",
                (x, d) -> x.unique(true, false, false, d).values(),
                (x, d) -> torch.unique_dim(x, d).get0());
        along(
                bad,
                "torch.unique_consecutive",
                (x, d) -> x.uniqueConsecutive(false, false, d).values(),
                (x, d) -> torch.unique_consecutive(x, false, false, new LongOptional(d))
                        .get0());
        for (int[] twice : new int[][] {{0, 0}, {1, -1}}) {
            String what = "dimensions " + Dims.of(twice);
            bad.add(
                    "torch.sum",
                    what,
                    in -> in[0].sum(twice),
                    in -> torch.sum(in[0], list(twice), false, new ScalarTypeOptional()),
                    A);
            bad.add(
                    "torch.mean",
                    what,
                    in -> in[0].mean(twice),
                    in -> torch.mean(in[0], list(twice), false, new ScalarTypeOptional()),
                    A);
            bad.add("torch.amax", what, in -> in[0].amax(twice), in -> torch.amax(in[0], Torch.list(twice), false), A);
            bad.add("torch.var", what, in -> in[0].var(twice), in -> torch.var(in[0], list(twice), true, false), A);
            bad.add(
                    "torch.logsumexp",
                    what,
                    in -> in[0].logsumexp(twice),
                    in -> torch.logsumexp(in[0], Torch.list(twice), false),
                    A);
            bad.add("torch.all", what, in -> in[0].all(twice), in -> torch.all(in[0], list(twice), false), A);
            bad.add(
                    "torch.count_nonzero",
                    what,
                    in -> in[0].countNonzero(twice),
                    in -> torch.count_nonzero(in[0], Torch.list(twice)),
                    A);
        }
    }

    private static void nothing(BadCalls bad) {
        bad.add("torch.max", "of nothing", in -> in[0].max(), in -> torch.max(in[0]), EMPTY);
        bad.add("torch.min", "of nothing", in -> in[0].min(), in -> torch.min(in[0]), EMPTY);
        bad.add("torch.argmax", "of nothing", in -> in[0].argmax(), in -> torch.argmax(in[0]), EMPTY);
        bad.add("torch.argmin", "of nothing", in -> in[0].argmin(), in -> torch.argmin(in[0]), EMPTY);
        bad.add("torch.amax", "of nothing", in -> in[0].amax(), in -> torch.amax(in[0]), EMPTY);
        bad.add(
                "torch.aminmax",
                "of nothing",
                in -> in[0].aminmax().min(),
                in -> torch.aminmax(in[0]).get0(),
                EMPTY);
        bad.add("torch.quantile", "of nothing", in -> in[0].quantile(0.3), in -> torch.quantile(in[0], 0.3), EMPTY);
        bad.add(
                "torch.norm (p)",
                "of infinite order of nothing",
                in -> in[0].norm(Double.POSITIVE_INFINITY),
                in -> torch.norm(in[0], new Scalar(Double.POSITIVE_INFINITY)),
                EMPTY);
    }

    private static void arguments(BadCalls bad) {
        bad.add(
                "torch.topk",
                "more than there are",
                in -> in[0].topk(5, 1).values(),
                in -> torch.topk(in[0], 5, 1, true, true).get0(),
                A);
        bad.add(
                "torch.topk",
                "a negative number",
                in -> in[0].topk(-1, 1).values(),
                in -> torch.topk(in[0], -1, 1, true, true).get0(),
                A);
        bad.add(
                "torch.kthvalue",
                "the 0th",
                in -> in[0].kthvalue(0, 1, false).values(),
                in -> torch.kthvalue(in[0], 0, 1, false).get0(),
                A);
        bad.add(
                "torch.kthvalue",
                "past the last",
                in -> in[0].kthvalue(5, 1, false).values(),
                in -> torch.kthvalue(in[0], 5, 1, false).get0(),
                A);
        bad.add("torch.quantile", "above 1", in -> in[0].quantile(1.5), in -> torch.quantile(in[0], 1.5), A);
        bad.add("torch.quantile", "below 0", in -> in[0].quantile(-0.5), in -> torch.quantile(in[0], -0.5), A);
        bad.add(
                "torch.quantile",
                "an interpolation that is none",
                in -> in[0].quantile(0.5, 0, false, "cubic"),
                in -> torch.quantile(in[0], 0.5, new LongOptional(0), false, "cubic"),
                A);
        bad.add(
                "torch.bincount",
                "negative numbers",
                in -> in[0].bincount(),
                in -> torch.bincount(in[0]),
                Tensor.of(new long[] {1, -1}, 2));
        bad.add(
                "torch.bincount",
                "a negative length",
                in -> in[0].bincount(null, -1),
                in -> torch.bincount(in[0], new TensorOptional(), -1),
                LONGS);
        bad.add(
                "torch.histc",
                "no bins",
                in -> in[0].histc(0, 0, 1),
                in -> torch.histc(in[0], 0, new Scalar(0), new Scalar(1)),
                A);
        bad.add(
                "torch.histc",
                "an end before the start",
                in -> in[0].histc(4, 1, 0),
                in -> torch.histc(in[0], 4, new Scalar(1), new Scalar(0)),
                A);
        bad.add(
                "torch.histc",
                "an infinite range",
                in -> in[0].histc(4, 0, Double.POSITIVE_INFINITY),
                in -> torch.histc(in[0], 4, new Scalar(0), new Scalar(Double.POSITIVE_INFINITY)),
                A);
        bad.add(
                "torch.diff",
                "a negative order",
                in -> in[0].diff(-1, 0),
                in -> torch.diff(in[0], -1, 0, new TensorOptional(), new TensorOptional()),
                A);
        bad.add(
                "torch.renorm",
                "of a vector",
                in -> in[0].renorm(2, 0, 1),
                in -> torch.renorm(in[0], new Scalar(2), 0, new Scalar(1)),
                V);
        bad.add(
                "torch.renorm",
                "a negative order",
                in -> in[0].renorm(-1, 0, 1),
                in -> torch.renorm(in[0], new Scalar(-1), 0, new Scalar(1)),
                A);
        bad.add(
                "torch.renorm",
                "a negative norm",
                in -> in[0].renorm(2, 0, -1),
                in -> torch.renorm(in[0], new Scalar(2), 0, new Scalar(-1)),
                A);
        bad.add("torch.cov", "three dimensions", in -> in[0].cov(), in -> torch.cov(in[0]), CUBE);
        bad.add("torch.corrcoef", "three dimensions", in -> in[0].corrcoef(), in -> torch.corrcoef(in[0]), CUBE);
        bad.add(
                "torch.cdist",
                "rows of different length",
                in -> in[0].cdist(in[1]),
                in -> torch.cdist(in[0], in[1]),
                A,
                random(9, 3, 5));
        bad.add(
                "torch.cdist",
                "a negative order",
                in -> in[0].cdist(in[1], -1),
                in -> torch.cdist(in[0], in[1], -1, new LongOptional()),
                A,
                B);
        bad.add(
                "torch.searchsorted",
                "rows that do not fit",
                in -> in[0].searchsorted(in[1]),
                in -> torch.searchsorted(in[0], in[1]),
                random(9, 2, 4),
                A);
        bad.add(
                "torch.sum",
                "into integers of floats",
                in -> in[0].sum(DType.INT32),
                in -> torch.sum(in[0], new ScalarTypeOptional(torch.ScalarType.Int)),
                A);
        bad.add(
                "torch.mean",
                "into integers",
                in -> in[0].mean(DType.INT32),
                in -> torch.mean(in[0], new ScalarTypeOptional(torch.ScalarType.Int)),
                A);
        bad.add(
                "torch.dist",
                "shapes that do not broadcast",
                in -> in[0].dist(in[1]),
                in -> torch.dist(in[0], in[1]),
                A,
                V);
        bad.add(
                "torch.isclose",
                "dtypes that differ",
                in -> in[0].isclose(in[1]),
                in -> torch.isclose(in[0], in[1]),
                A,
                A.to(DType.FLOAT32));
    }

    private static LongArrayRefOptional list(int... dims) {
        return new LongArrayRefOptional(Torch.list(dims));
    }
}
