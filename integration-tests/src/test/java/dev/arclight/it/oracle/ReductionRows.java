package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.V;
import static dev.arclight.it.oracle.CompatibilityRows.W;

import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Reductions and statistics, and what puts elements in order. */
final class ReductionRows {
    private ReductionRows() {}

    static void addTo(CompatibilityRows rows) {
        reductions(rows);
        orders(rows);
    }

    private static void reductions(CompatibilityRows rows) {
        rows.row("torch.mean", "mean", in -> in[0].mean(1), in -> in[0].mean(1), A);
        rows.row("torch.nansum", "nansum", in -> in[0].nansum(), in -> torch.nansum(in[0]), A);
        rows.row("torch.nanmean", "nanmean", in -> in[0].nanmean(), in -> torch.nanmean(in[0]), A);
        rows.row("torch.prod", "prod", in -> in[0].prod(), in -> torch.prod(in[0]), A);
        rows.row("torch.max", "max", in -> in[0].max(), in -> torch.max(in[0]), A);
        rows.row(
                "torch.max (dim)",
                "max(dim)",
                in -> in[0].max(1).values(),
                in -> torch.max(in[0], 1).get0(),
                A);
        rows.row("torch.min", "min", in -> in[0].min(), in -> torch.min(in[0]), A);
        rows.row(
                "torch.min (dim)",
                "min(dim)",
                in -> in[0].min(1).values(),
                in -> torch.min(in[0], 1).get0(),
                A);
        rows.row(
                "torch.logsumexp",
                "logsumexp",
                in -> in[0].logsumexp(1),
                in -> torch.logsumexp(in[0], new long[] {1}, false),
                A);
        rows.row("torch.var", "var", in -> in[0].var(1), in -> torch.var(in[0], new long[] {1}, true, false), A);
        rows.row("torch.std", "std", in -> in[0].std(1), in -> torch.std(in[0], new long[] {1}, true, false), A);
        rows.row(
                "torch.var_mean",
                "varMean",
                in -> in[0].varMean(1).var(),
                in -> torch.var(in[0], new long[] {1}, true, false),
                A);
        rows.row(
                "torch.std_mean",
                "stdMean",
                in -> in[0].stdMean(1).std(),
                in -> torch.std(in[0], new long[] {1}, true, false),
                A);
        rows.row("torch.norm", "norm", in -> in[0].norm(), in -> torch.norm(in[0]), A);
        rows.row("torch.norm (p)", "norm(p)", in -> in[0].norm(3), in -> torch.norm(in[0], new Scalar(3)), A);
        rows.row("torch.dist", "dist", in -> in[0].dist(in[1]), in -> torch.dist(in[0], in[1]), A, B);
        rows.row("torch.cdist", "cdist", in -> in[0].cdist(in[1]), in -> torch.cdist(in[0], in[1]), A, B);
        rows.row("torch.cov", "cov", in -> in[0].cov(), in -> torch.cov(in[0]), A);
        rows.row("torch.corrcoef", "corrcoef", in -> in[0].corrcoef(), in -> torch.corrcoef(in[0]), A);
        rows.row("torch.quantile", "quantile", in -> in[0].quantile(0.3), in -> torch.quantile(in[0], 0.3), A);
        rows.row("torch.median", "median", in -> in[0].median(), in -> torch.median(in[0]), A);
        rows.row("torch.nanmedian", "nanmedian", in -> in[0].nanmedian(), in -> torch.nanmedian(in[0]), A);
        rows.row("torch.diff", "diff", in -> in[0].diff(), in -> torch.diff(in[0]), A);
        rows.row("torch.trapezoid", "trapezoid", in -> in[0].trapezoid(), in -> torch.trapezoid(in[0]), A);
        rows.row(
                "torch.renorm",
                "renorm",
                in -> in[0].renorm(2, 0, 1),
                in -> torch.renorm(in[0], new Scalar(2), 0, new Scalar(1)),
                A);
        rows.row(
                "torch.count_nonzero", "countNonzero", in -> in[0].countNonzero(), in -> torch.count_nonzero(in[0]), A);
        rows.row(
                "torch.histc",
                "histc",
                in -> in[0].histc(7, -1, 2),
                in -> torch.histc(in[0], 7, new Scalar(-1), new Scalar(2)),
                A);
        rows.row("torch.aminmax", "aminmax", in -> in[0].aminmax().max(), in -> torch.max(in[0]), A);
    }

    private static void orders(CompatibilityRows rows) {
        rows.row("torch.msort", "msort", in -> in[0].msort(), in -> torch.msort(in[0]), A);
        rows.row("torch.argsort", "argsort", in -> in[0].argsort(1), in -> torch.argsort(in[0], 1, false), A);
        rows.row(
                "torch.unique",
                "unique",
                in -> in[0].unique(),
                in -> torch.unique_consecutive(torch.msort(in[0].reshape(-1))).get0(),
                Tensor.of(new long[] {3, 1, 3, 2, 1}, 5));
        rows.row(
                "torch.unique_consecutive",
                "uniqueConsecutive",
                in -> in[0].uniqueConsecutive(),
                in -> torch.unique_consecutive(in[0]).get0(),
                Tensor.of(new long[] {3, 3, 1, 1, 3}, 5));
        rows.row(
                "torch.searchsorted",
                "searchsorted",
                in -> in[0].msort().searchsorted(in[1]),
                in -> torch.searchsorted(torch.msort(in[0]), in[1]),
                V,
                W);
        rows.row(
                "torch.bucketize",
                "bucketize",
                in -> in[1].bucketize(in[0].msort()),
                in -> torch.bucketize(in[1], torch.msort(in[0])),
                V,
                W);
    }
}
