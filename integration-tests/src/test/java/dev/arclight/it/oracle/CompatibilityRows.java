package dev.arclight.it.oracle;

import dev.arclight.nn.Functional;
import dev.arclight.nn.Interpolation;
import dev.arclight.op.Op;
import dev.arclight.op.Ops;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The functions of the table: every op of the catalog that PyTorch has by name, and what is made of ops. */
final class CompatibilityRows {
    /** Ops that are a part of how something is done here and no function of PyTorch's. */
    private static final Set<String> OWN = Set.of(
            "AdvancedIndex",
            "AsStridedBackward",
            "BatchNormInference",
            "BinaryCrossEntropy",
            "Conv2d",
            "Cast",
            "Copy",
            "CopyFrom",
            "CrossEntropy",
            "Distinct",
            "Embedding",
            "EmbeddingBagMax",
            "Elu",
            "I1",
            "MaxAlong",
            "MinAlong",
            "NonzeroStatic",
            "Overwriting",
            "Polygamma",
            "Recurrence",
            "SelectionBackward",
            "Select",
            "Slice",
            "Threshold",
            "WeightedRows");

    private static final Tensor A = random(1, 3, 4);
    private static final Tensor B = random(2, 3, 4);
    private static final Tensor SQUARE = random(3, 4, 4);
    private static final Tensor CUBE = random(4, 2, 3, 4);
    private static final Tensor V = random(5, 6);
    private static final Tensor W = random(6, 6);
    private static final Tensor MASK = random(7, 3, 4).gt(0);
    private static final Tensor ROWS = Tensor.of(new long[] {2, 0, 2}, 3);
    private static final Tensor IMAGE = random(8, 2, 4, 6, 6);

    private final List<CompatibilityRow> rows = new ArrayList<>();

    private CompatibilityRows() {}

    static List<CompatibilityRow> all() {
        CompatibilityRows all = new CompatibilityRows();
        all.catalog();
        all.creation();
        all.views();
        all.joining();
        all.indexing();
        all.reductions();
        all.orders();
        all.products();
        all.elementwise();
        all.activations();
        all.losses();
        all.networks();
        return List.copyOf(all.rows);
    }

    private void row(String pytorch, String arclight, Both.Ours ours, Both.Theirs theirs, Tensor... inputs) {
        CompatibilityRow added = CompatibilityRow.of(pytorch, arclight, ours, theirs, inputs);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).pytorch().equals(pytorch)) {
                // An op of the catalog that has more to show.
                rows.set(i, rows.get(i).and(added));
                return;
            }
        }
        rows.add(added);
    }

    private void catalog() {
        for (Ops.Entry entry : Ops.all()) {
            String name = entry.type().getSimpleName();
            if (OWN.contains(name) || name.endsWith("Backward") || name.contains("Backward")) {
                continue;
            }
            Op op = entry.samples().get().get(0).op();
            String there = name.replaceAll("(?<=[a-z])([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            rows.add(CompatibilityRow.of(
                    "torch." + there, op.name(), entry.samples().get()));
        }
    }

    private void creation() {
        row("torch.zeros", "Tensor.zeros", in -> Tensor.zeros(2, 3), in -> torch.zeros(2, 3));
        row("torch.ones", "Tensor.ones", in -> Tensor.ones(2, 3), in -> torch.ones(2, 3));
        row(
                "torch.full",
                "Tensor.full",
                in -> Tensor.full(2.5, 2, 3),
                in -> torch.full(new long[] {2, 3}, new Scalar(2.5)));
        row("torch.eye", "Tensor.eye", in -> Tensor.eye(3, 4), in -> torch.eye(3, 4));
        row(
                "torch.arange",
                "Tensor.arange",
                in -> Tensor.arange(-3.0, 4.0, 0.5),
                in -> torch.arange(new Scalar(-3.0), new Scalar(4.0), new Scalar(0.5)));
        row(
                "torch.linspace",
                "Tensor.linspace",
                in -> Tensor.linspace(-1, 2, 7),
                in -> torch.linspace(new Scalar(-1.0), new Scalar(2.0), 7));
        row(
                "torch.logspace",
                "Tensor.logspace",
                in -> Tensor.logspace(-1, 2, 7),
                in -> torch.logspace(new Scalar(-1.0), new Scalar(2.0), 7));
        row("torch.tril_indices", "Tensor.trilIndices", in -> Tensor.trilIndices(3, 4), in -> torch.tril_indices(3, 4));
        row("torch.triu_indices", "Tensor.triuIndices", in -> Tensor.triuIndices(3, 4), in -> torch.triu_indices(3, 4));
        row("torch.hann_window", "Tensor.hannWindow", in -> Tensor.hannWindow(7, true), in -> torch.hann_window(7));
        row(
                "torch.hamming_window",
                "Tensor.hammingWindow",
                in -> Tensor.hammingWindow(7, true),
                in -> torch.hamming_window(7));
        row(
                "torch.blackman_window",
                "Tensor.blackmanWindow",
                in -> Tensor.blackmanWindow(7, true),
                in -> torch.blackman_window(7));
        row(
                "torch.bartlett_window",
                "Tensor.bartlettWindow",
                in -> Tensor.bartlettWindow(7, true),
                in -> torch.bartlett_window(7));
        row("torch.zeros_like", "Tensor.zerosLike", in -> Tensor.zerosLike(in[0]), in -> torch.zeros_like(in[0]), A);
        row("torch.ones_like", "Tensor.onesLike", in -> Tensor.onesLike(in[0]), in -> torch.ones_like(in[0]), A);
        row(
                "torch.full_like",
                "Tensor.fullLike",
                in -> Tensor.fullLike(in[0], 3),
                in -> torch.full_like(in[0], new Scalar(3)),
                A);
        row(
                "torch.cartesian_prod",
                "Tensor.cartesianProd",
                in -> Tensor.cartesianProd(in[0], in[1]),
                in -> torch.cartesian_prod(new TensorVector(in[0], in[1])),
                V,
                W);
        row(
                "torch.combinations",
                "Tensor.combinations",
                in -> Tensor.combinations(in[0]),
                in -> torch.combinations(in[0]),
                V);
    }

    private void views() {
        row("Tensor.view_as", "viewAs", in -> in[0].viewAs(Tensor.zeros(4, 3)), in -> in[0].view(4, 3), A);
        row(
                "torch.reshape",
                "reshape",
                in -> in[0].t().reshape(2, 6),
                in -> in[0].t().reshape(2, 6),
                A);
        row("torch.t", "t", in -> in[0].t(), in -> in[0].t(), A);
        row("Tensor.T", "T", in -> in[0].T(), in -> in[0].t(), A);
        row("Tensor.mT", "mT", in -> in[0].mT(), in -> in[0].mT(), CUBE);
        row("torch.transpose", "transpose", in -> in[0].transpose(0, 2), in -> in[0].transpose(0, 2), CUBE);
        row("torch.swapaxes", "swapaxes", in -> in[0].swapaxes(0, 2), in -> torch.swapaxes(in[0], 0, 2), CUBE);
        row("torch.swapdims", "swapdims", in -> in[0].swapdims(0, 2), in -> torch.swapdims(in[0], 0, 2), CUBE);
        row("torch.movedim", "movedim", in -> in[0].movedim(0, 2), in -> torch.movedim(in[0], 0L, 2L), CUBE);
        row("torch.moveaxis", "moveaxis", in -> in[0].moveaxis(0, 2), in -> torch.moveaxis(in[0], 0L, 2L), CUBE);
        row("torch.unsqueeze", "unsqueeze", in -> in[0].unsqueeze(1), in -> in[0].unsqueeze(1), A);
        row("torch.squeeze", "squeeze", in -> in[0].squeeze(), in -> in[0].squeeze(), random(1, 1, 3, 1, 2));
        row(
                "Tensor.expand_as",
                "expandAs",
                in -> in[0].expandAs(in[1].detach()),
                in -> in[0].expand_as(in[1].detach()),
                random(1, 1, 4),
                B);
        row(
                "torch.broadcast_to",
                "broadcastTo",
                in -> in[0].broadcastTo(3, 4),
                in -> torch.broadcast_to(in[0], 3, 4),
                random(1, 4));
        row("torch.flatten", "flatten", in -> in[0].flatten(1), in -> torch.flatten(in[0], 1, -1), CUBE);
        row("torch.unflatten", "unflatten", in -> in[0].unflatten(1, 2, 2), in -> torch.unflatten(in[0], 1, 2, 2), A);
        row("torch.ravel", "ravel", in -> in[0].ravel(), in -> torch.ravel(in[0]), A);
        row("torch.narrow", "narrow", in -> in[0].narrow(1, 1, 2), in -> in[0].narrow(1, 1, 2), A);
        row("torch.select", "select", in -> in[0].select(1, -1), in -> in[0].select(1, -1), A);
        row("torch.diag", "diag", in -> in[0].diag(1), in -> torch.diag(in[0], 1), SQUARE);
        row("torch.diag_embed", "diagEmbed", in -> in[0].diagEmbed(), in -> torch.diag_embed(in[0]), A);
        row("torch.diagflat", "diagflat", in -> in[0].diagflat(), in -> torch.diagflat(in[0]), V);
        row("torch.atleast_1d", "atleast1d", in -> in[0].atleast1d(), in -> torch.atleast_1d(in[0]), random(1));
        row("torch.atleast_2d", "atleast2d", in -> in[0].atleast2d(), in -> torch.atleast_2d(in[0]), V);
        row("torch.atleast_3d", "atleast3d", in -> in[0].atleast3d(), in -> torch.atleast_3d(in[0]), A);
        row(
                "Tensor.contiguous",
                "contiguous",
                in -> in[0].t().contiguous(),
                in -> in[0].t().contiguous(),
                A);
        row("torch.clone", "clone", in -> in[0].clone(), in -> in[0].clone(), A);
        row("Tensor.to", "to", in -> in[0].to(DType.INT64), in -> in[0].to(torch.ScalarType.Long), A);
        row(
                "torch.split",
                "split",
                in -> in[0].split(2, 1).get(1),
                in -> torch.split(in[0], 2, 1).get(1),
                A);
        row(
                "torch.chunk",
                "chunk",
                in -> in[0].chunk(2, 1).get(1),
                in -> torch.chunk(in[0], 2, 1).get(1),
                A);
        row(
                "torch.tensor_split",
                "tensorSplit",
                in -> in[0].tensorSplit(3, 1).get(0),
                in -> torch.tensor_split(in[0], 3, 1).get(0),
                A);
        row(
                "torch.unbind",
                "unbind",
                in -> in[0].unbind(1).get(2),
                in -> torch.unbind(in[0], 1).get(2),
                A);
    }

    private void joining() {
        row(
                "torch.concat",
                "Tensor.concat",
                in -> Tensor.concat(List.of(in[0], in[1]), 1),
                in -> torch.concat(new TensorVector(in[0], in[1]), 1),
                A,
                B);
        row(
                "torch.stack",
                "Tensor.stack",
                in -> Tensor.stack(List.of(in[0], in[1]), 1),
                in -> torch.stack(new TensorVector(in[0], in[1]), 1),
                A,
                B);
        row(
                "torch.hstack",
                "Tensor.hstack",
                in -> Tensor.hstack(List.of(in[0], in[1])),
                in -> torch.hstack(new TensorVector(in[0], in[1])),
                A,
                B);
        row(
                "torch.vstack",
                "Tensor.vstack",
                in -> Tensor.vstack(List.of(in[0], in[1])),
                in -> torch.vstack(new TensorVector(in[0], in[1])),
                A,
                B);
        row(
                "torch.dstack",
                "Tensor.dstack",
                in -> Tensor.dstack(List.of(in[0], in[1])),
                in -> torch.dstack(new TensorVector(in[0], in[1])),
                A,
                B);
        row(
                "torch.column_stack",
                "Tensor.columnStack",
                in -> Tensor.columnStack(List.of(in[0], in[1])),
                in -> torch.column_stack(new TensorVector(in[0], in[1])),
                V,
                W);
        row(
                "torch.block_diag",
                "Tensor.blockDiag",
                in -> Tensor.blockDiag(List.of(in[0], in[1])),
                in -> torch.block_diag(new TensorVector(in[0], in[1])),
                A,
                B);
        row("Tensor.repeat", "repeat", in -> in[0].repeat(2, 1, 3), in -> in[0].repeat(2, 1, 3), A);
        row("torch.tile", "tile", in -> in[0].tile(2, 1), in -> torch.tile(in[0], 2, 1), A);
        row(
                "torch.repeat_interleave",
                "repeatInterleave",
                in -> in[0].repeatInterleave(2, 1),
                in -> torch.repeat_interleave(in[0], 2, new LongOptional(1), new LongOptional()),
                A);
        row("torch.roll", "roll", in -> in[0].roll(1, 1), in -> torch.roll(in[0], new long[] {1}, 1), A);
        row("torch.fliplr", "fliplr", in -> in[0].fliplr(), in -> torch.fliplr(in[0]), A);
        row("torch.flipud", "flipud", in -> in[0].flipud(), in -> torch.flipud(in[0]), A);
        row("torch.rot90", "rot90", in -> in[0].rot90(), in -> torch.rot90(in[0]), A);
        row(
                "F.pad",
                "pad",
                in -> in[0].pad(1, 2, 0, 1),
                in -> torch.constant_pad_nd(in[0], new long[] {1, 2, 0, 1}, new Scalar(0)),
                A);
    }

    private void indexing() {
        row(
                "x[1:3, ::2]",
                "get(\"1:3, ::2\")",
                in -> in[0].get("1:3, ::2"),
                in -> in[0].slice(0, new LongOptional(1), new LongOptional(3), 1)
                        .slice(1, new LongOptional(), new LongOptional(), 2),
                A);
        row(
                "x[rows]",
                "get(rows)",
                in -> in[0].get(dev.arclight.tensor.Index.positions(2, 0, 2)),
                in -> torch.index_select(in[0], 0, Torch.of(ROWS)),
                A);
        row("torch.take", "take", in -> in[0].take(ROWS), in -> torch.take(in[0], Torch.of(ROWS)), A);
        row(
                "torch.index_copy",
                "indexCopy",
                in -> in[0].indexCopy(0, Tensor.of(new long[] {2, 0, 1}, 3), in[1]),
                in -> torch.index_copy(in[0], 0, Torch.of(Tensor.of(new long[] {2, 0, 1}, 3)), in[1]),
                A,
                B);
        row(
                "torch.index_fill",
                "indexFill",
                in -> in[0].indexFill(0, ROWS, 7),
                in -> torch.index_fill(in[0], 0, Torch.of(ROWS), new Scalar(7)),
                A);
        row(
                "torch.masked_fill",
                "maskedFill",
                in -> in[0].maskedFill(in[1], 7),
                in -> in[0].masked_fill(in[1], new Scalar(7)),
                A,
                MASK);
        row(
                "torch.masked_select",
                "maskedSelect",
                in -> in[0].maskedSelect(in[1]),
                in -> torch.masked_select(in[0], in[1]),
                A,
                MASK);
        row(
                "torch.masked_scatter",
                "maskedScatter",
                in -> in[0].maskedScatter(in[1], in[2]),
                in -> torch.masked_scatter(in[0], in[1], in[2]),
                A,
                MASK,
                B);
        row("torch.nonzero", "nonzero", in -> in[0].nonzero(), in -> torch.nonzero(in[0]), MASK);
        row("torch.argwhere", "argwhere", in -> in[0].argwhere(), in -> torch.argwhere(in[0]), MASK);
        row("torch.triu", "triu", in -> in[0].triu(1), in -> torch.triu(in[0], 1), SQUARE);
        row("torch.tril", "tril", in -> in[0].tril(-1), in -> torch.tril(in[0], -1), SQUARE);
        row(
                "torch.take_along_dim",
                "takeAlongDim",
                in -> in[0].takeAlongDim(in[0].argsort(1), 1),
                in -> torch.take_along_dim(in[0], torch.argsort(in[0], 1, false), new LongOptional(1)),
                A);
        row(
                "torch.scatter",
                "scatter",
                in -> in[0].scatter(0, Tensor.of(new long[] {0, 1, 2, 0}, 1, 4), in[1]),
                in -> torch.scatter(in[0], 0, Torch.of(Tensor.of(new long[] {0, 1, 2, 0}, 1, 4)), in[1]),
                A,
                random(9, 1, 4));
    }

    private void reductions() {
        row("torch.mean", "mean", in -> in[0].mean(1), in -> in[0].mean(1), A);
        row("torch.nansum", "nansum", in -> in[0].nansum(), in -> torch.nansum(in[0]), A);
        row("torch.nanmean", "nanmean", in -> in[0].nanmean(), in -> torch.nanmean(in[0]), A);
        row("torch.prod", "prod", in -> in[0].prod(), in -> torch.prod(in[0]), A);
        row("torch.max", "max", in -> in[0].max(), in -> torch.max(in[0]), A);
        row(
                "torch.max (dim)",
                "max(dim)",
                in -> in[0].max(1).values(),
                in -> torch.max(in[0], 1).get0(),
                A);
        row("torch.min", "min", in -> in[0].min(), in -> torch.min(in[0]), A);
        row(
                "torch.min (dim)",
                "min(dim)",
                in -> in[0].min(1).values(),
                in -> torch.min(in[0], 1).get0(),
                A);
        row(
                "torch.logsumexp",
                "logsumexp",
                in -> in[0].logsumexp(1),
                in -> torch.logsumexp(in[0], new long[] {1}, false),
                A);
        row("torch.var", "var", in -> in[0].var(1), in -> torch.var(in[0], new long[] {1}, true, false), A);
        row("torch.std", "std", in -> in[0].std(1), in -> torch.std(in[0], new long[] {1}, true, false), A);
        row(
                "torch.var_mean",
                "varMean",
                in -> in[0].varMean(1).var(),
                in -> torch.var(in[0], new long[] {1}, true, false),
                A);
        row(
                "torch.std_mean",
                "stdMean",
                in -> in[0].stdMean(1).std(),
                in -> torch.std(in[0], new long[] {1}, true, false),
                A);
        row("torch.norm", "norm", in -> in[0].norm(), in -> torch.norm(in[0]), A);
        row("torch.norm (p)", "norm(p)", in -> in[0].norm(3), in -> torch.norm(in[0], new Scalar(3)), A);
        row("torch.dist", "dist", in -> in[0].dist(in[1]), in -> torch.dist(in[0], in[1]), A, B);
        row("torch.cdist", "cdist", in -> in[0].cdist(in[1]), in -> torch.cdist(in[0], in[1]), A, B);
        row("torch.cov", "cov", in -> in[0].cov(), in -> torch.cov(in[0]), A);
        row("torch.corrcoef", "corrcoef", in -> in[0].corrcoef(), in -> torch.corrcoef(in[0]), A);
        row("torch.quantile", "quantile", in -> in[0].quantile(0.3), in -> torch.quantile(in[0], 0.3), A);
        row("torch.median", "median", in -> in[0].median(), in -> torch.median(in[0]), A);
        row("torch.nanmedian", "nanmedian", in -> in[0].nanmedian(), in -> torch.nanmedian(in[0]), A);
        row("torch.diff", "diff", in -> in[0].diff(), in -> torch.diff(in[0]), A);
        row("torch.trapezoid", "trapezoid", in -> in[0].trapezoid(), in -> torch.trapezoid(in[0]), A);
        row(
                "torch.renorm",
                "renorm",
                in -> in[0].renorm(2, 0, 1),
                in -> torch.renorm(in[0], new Scalar(2), 0, new Scalar(1)),
                A);
        row("torch.count_nonzero", "countNonzero", in -> in[0].countNonzero(), in -> torch.count_nonzero(in[0]), A);
        row("torch.aminmax", "aminmax", in -> in[0].aminmax().max(), in -> torch.max(in[0]), A);
    }

    private void orders() {
        row("torch.msort", "msort", in -> in[0].msort(), in -> torch.msort(in[0]), A);
        row("torch.argsort", "argsort", in -> in[0].argsort(1), in -> torch.argsort(in[0], 1, false), A);
        row(
                "torch.unique",
                "unique",
                in -> in[0].unique(),
                in -> torch.unique_consecutive(torch.msort(in[0])).get0(),
                Tensor.of(new long[] {3, 1, 3, 2, 1}, 5));
        row(
                "torch.unique_consecutive",
                "uniqueConsecutive",
                in -> in[0].uniqueConsecutive(),
                in -> torch.unique_consecutive(in[0]).get0(),
                Tensor.of(new long[] {3, 3, 1, 1, 3}, 5));
        row(
                "torch.searchsorted",
                "searchsorted",
                in -> in[0].msort().searchsorted(in[1]),
                in -> torch.searchsorted(torch.msort(in[0]), in[1]),
                V,
                W);
        row(
                "torch.bucketize",
                "bucketize",
                in -> in[1].bucketize(in[0].msort()),
                in -> torch.bucketize(in[1], torch.msort(in[0])),
                V,
                W);
    }

    private void products() {
        row("torch.mm", "mm", in -> in[0].mm(in[1]), in -> torch.mm(in[0], in[1]), A, SQUARE);
        row("torch.bmm", "bmm", in -> in[0].bmm(in[1]), in -> torch.bmm(in[0], in[1]), CUBE, random(9, 2, 4, 5));
        row("torch.mv", "mv", in -> in[0].mv(in[1]), in -> torch.mv(in[0], in[1]), A, random(9, 4));
        row("torch.vdot", "vdot", in -> in[0].vdot(in[1]), in -> torch.vdot(in[0], in[1]), V, W);
        row("torch.inner", "inner", in -> in[0].inner(in[1]), in -> torch.inner(in[0], in[1]), A, B);
        row("torch.outer", "outer", in -> in[0].outer(in[1]), in -> torch.outer(in[0], in[1]), V, W);
        row("torch.ger", "ger", in -> in[0].ger(in[1]), in -> torch.ger(in[0], in[1]), V, W);
        row(
                "torch.addmm",
                "addmm",
                in -> in[0].addmm(in[1], in[2], 0.5, 2),
                in -> torch.addmm(in[0], in[1], in[2], new Scalar(0.5), new Scalar(2)),
                A,
                B,
                SQUARE);
        row(
                "torch.addmv",
                "addmv",
                in -> in[0].addmv(in[1], in[2]),
                in -> torch.addmv(in[0], in[1], in[2]),
                random(9, 3),
                A,
                random(10, 4));
        row(
                "torch.addr",
                "addr",
                in -> in[0].addr(in[1], in[2]),
                in -> torch.addr(in[0], in[1], in[2]),
                A,
                random(9, 3),
                random(10, 4));
        row(
                "torch.addbmm",
                "addbmm",
                in -> in[0].addbmm(in[1], in[2]),
                in -> torch.addbmm(in[0], in[1], in[2]),
                random(9, 3, 5),
                CUBE,
                random(10, 2, 4, 5));
        row(
                "torch.baddbmm",
                "baddbmm",
                in -> in[0].baddbmm(in[1], in[2]),
                in -> torch.baddbmm(in[0], in[1], in[2]),
                random(9, 2, 3, 5),
                CUBE,
                random(10, 2, 4, 5));
        row(
                "torch.tensordot",
                "tensordot",
                in -> in[0].tensordot(in[1], new int[] {2}, new int[] {0}),
                in -> torch.tensordot(in[0], in[1], new long[] {2}, 0),
                CUBE,
                SQUARE);
        row("torch.kron", "kron", in -> in[0].kron(in[1]), in -> torch.kron(in[0], in[1]), A, B);
        row("torch.trace", "trace", in -> in[0].trace(), in -> torch.trace(in[0]), SQUARE);
        row(
                "torch.matrix_power",
                "matrixPower",
                in -> in[0].matrixPower(3),
                in -> torch.matrix_power(in[0], 3),
                SQUARE);
        row(
                "torch.cross",
                "cross",
                in -> in[0].cross(in[1], 1),
                in -> torch.cross(in[0], in[1], new LongOptional(1)),
                random(9, 4, 3),
                random(10, 4, 3));
        row(
                "torch.einsum",
                "Tensor.einsum",
                in -> Tensor.einsum("bij,jk->bik", in[0], in[1]),
                in -> torch.einsum("bij,jk->bik", new TensorVector(in[0], in[1])),
                CUBE,
                SQUARE);
    }

    private void elementwise() {
        row("torch.rsub", "rsub", in -> in[0].rsub(in[1]), in -> torch.rsub(in[0], in[1]), A, B);
        row("torch.positive", "positive", in -> in[0].positive(), in -> torch.positive(in[0]), A);
        row("torch.deg2rad", "deg2rad", in -> in[0].deg2rad(), in -> torch.deg2rad(in[0]), A);
        row("torch.rad2deg", "rad2deg", in -> in[0].rad2deg(), in -> torch.rad2deg(in[0]), A);
        row("torch.ldexp", "ldexp", in -> in[0].ldexp(in[1]), in -> torch.ldexp(in[0], in[1]), A, B);
        row("torch.isclose", "isclose", in -> in[0].isclose(in[0]), in -> torch.isclose(in[0], in[0]), A);
        row(
                "torch.isin",
                "isin",
                in -> in[0].isin(in[1]),
                in -> torch.isin(in[0], in[1]),
                Tensor.of(new long[] {1, 2, 3}, 3),
                Tensor.of(new long[] {3, 5}, 2));
        row(
                "torch.subtract",
                "sub(alpha)",
                in -> in[0].sub(in[1], 2),
                in -> torch.sub(in[0], in[1], new Scalar(2)),
                A,
                B);
        row(
                "torch.add (alpha)",
                "add(alpha)",
                in -> in[0].add(in[1], 2),
                in -> torch.add(in[0], in[1], new Scalar(2)),
                A,
                B);
        row(
                "torch.float_power",
                "floatPower",
                in -> in[0].abs().floatPower(in[1]),
                in -> torch.float_power(in[0].abs(), in[1]),
                A,
                B);
    }

    private void activations() {
        row(
                "F.relu6",
                "Functional.relu6",
                in -> Functional.relu6(in[0].mul(5)),
                in -> torch.hardtanh(in[0].mul(new Scalar(5)), new Scalar(0), new Scalar(6)),
                A);
        row("F.elu", "Functional.elu", in -> Functional.elu(in[0]), in -> torch.elu(in[0]), A);
        row("F.selu", "Functional.selu", in -> Functional.selu(in[0]), in -> torch.selu(in[0]), A);
        row(
                "F.celu",
                "Functional.celu",
                in -> Functional.celu(in[0], 1.5),
                in -> torch.celu(in[0], new Scalar(1.5)),
                A);
        row(
                "F.prelu",
                "Functional.prelu",
                in -> Functional.prelu(in[0], in[1]),
                in -> torch.prelu(in[0], in[1]),
                A,
                random(9, 4));
        row(
                "F.rrelu",
                "Functional.rrelu",
                in -> Functional.rrelu(in[0], 0.1, 0.3, false),
                in -> torch.leaky_relu(in[0], new Scalar(0.2)),
                A);
        row(
                "F.gelu (tanh)",
                "Functional.gelu(x, TANH)",
                in -> dev.arclight.op.Dispatch.run(new dev.arclight.op.GeluTanh(), in[0]),
                in -> torch.gelu(in[0], "tanh"),
                A);
        row(
                "F.softsign",
                "Functional.softsign",
                in -> Functional.softsign(in[0]),
                in -> in[0].div(in[0].abs().add(new Scalar(1))),
                A);
        row(
                "F.softmin",
                "Functional.softmin",
                in -> Functional.softmin(in[0], 1),
                in -> torch.softmax(in[0].neg(), 1),
                A);
        row(
                "F.tanhshrink",
                "Functional.tanhshrink",
                in -> Functional.tanhshrink(in[0]),
                in -> in[0].sub(torch.tanh(in[0])),
                A);
        row(
                "F.threshold",
                "Functional.threshold",
                in -> Functional.threshold(in[0], 0.1, 3),
                in -> torch.threshold(in[0], new Scalar(0.1), new Scalar(3)),
                A);
        row("F.glu", "Functional.glu", in -> Functional.glu(in[0], 1), in -> torch.glu(in[0], 1), A);
    }

    private void losses() {
        row(
                "F.l1_loss",
                "Functional.l1Loss",
                in -> Functional.l1Loss(in[0], in[1], Reduction.MEAN),
                in -> torch.l1_loss(in[0], in[1]),
                A,
                B);
        row(
                "F.mse_loss",
                "Functional.mseLoss",
                in -> Functional.mseLoss(in[0], in[1], Reduction.MEAN),
                in -> torch.mse_loss(in[0], in[1]),
                A,
                B);
        row(
                "F.smooth_l1_loss",
                "Functional.smoothL1Loss",
                in -> Functional.smoothL1Loss(in[0], in[1], Reduction.MEAN, 1),
                in -> torch.smooth_l1_loss(in[0], in[1]),
                A,
                B);
        row(
                "F.huber_loss",
                "Functional.huberLoss",
                in -> Functional.huberLoss(in[0], in[1], Reduction.MEAN, 1),
                in -> torch.huber_loss(in[0], in[1]),
                A,
                B);
        row(
                "F.binary_cross_entropy",
                "Functional.binaryCrossEntropy",
                in -> Functional.binaryCrossEntropy(in[0], in[1], null, Reduction.MEAN),
                in -> torch.binary_cross_entropy(in[0], in[1]),
                A.sigmoid(),
                B.sigmoid());
        row(
                "F.binary_cross_entropy_with_logits",
                "Functional.binaryCrossEntropyWithLogits",
                in -> Functional.binaryCrossEntropyWithLogits(in[0], in[1], null, null, Reduction.MEAN),
                in -> torch.binary_cross_entropy_with_logits(in[0], in[1]),
                A,
                B.sigmoid());
        row(
                "F.kl_div",
                "Functional.klDiv",
                in -> Functional.klDiv(in[0].logSoftmax(1), in[1].softmax(1), Reduction.MEAN, false),
                in -> torch.kl_div(torch.log_softmax(in[0], 1), torch.softmax(in[1], 1)),
                A,
                B);
        row(
                "F.cross_entropy",
                "Functional.crossEntropy",
                in -> Functional.crossEntropy(in[0], in[1]),
                in -> torch.cross_entropy_loss(in[0], in[1]),
                A,
                ROWS);
        row(
                "F.hinge_embedding_loss",
                "Functional.hingeEmbeddingLoss",
                in -> Functional.hingeEmbeddingLoss(in[0], in[1].sign().detach(), 1, Reduction.MEAN),
                in -> torch.hinge_embedding_loss(in[0], in[1].sign().detach()),
                A,
                B);
        row(
                "F.margin_ranking_loss",
                "Functional.marginRankingLoss",
                in -> Functional.marginRankingLoss(in[0], in[1], in[1].sign().detach(), 0, Reduction.MEAN),
                in -> torch.margin_ranking_loss(in[0], in[1], in[1].sign().detach()),
                A,
                B);
        row(
                "F.triplet_margin_loss",
                "Functional.tripletMarginLoss",
                in -> Functional.tripletMarginLoss(in[0], in[1], in[2]),
                in -> torch.triplet_margin_loss(in[0], in[1], in[2]),
                A,
                B,
                random(9, 3, 4));
        row(
                "F.soft_margin_loss",
                "Functional.softMarginLoss",
                in -> Functional.softMarginLoss(in[0], in[1].sign().detach(), Reduction.MEAN),
                in -> torch.soft_margin_loss(in[0], in[1].sign().detach()),
                A,
                B);
        row(
                "F.multi_margin_loss",
                "Functional.multiMarginLoss",
                in -> Functional.multiMarginLoss(in[0], in[1], 1, 1, null, Reduction.MEAN),
                in -> torch.multi_margin_loss(in[0], in[1]),
                A,
                ROWS);
        row(
                "F.poisson_nll_loss",
                "Functional.poissonNllLoss",
                in -> Functional.poissonNllLoss(in[0], in[1].abs().detach(), true, false, 1e-8, Reduction.MEAN),
                in -> torch.poisson_nll_loss(in[0], in[1].abs().detach(), true, false, 1e-8, 1),
                A,
                B);
        row(
                "F.cosine_similarity",
                "Functional.cosineSimilarity",
                in -> Functional.cosineSimilarity(in[0], in[1], 1, 1e-8),
                in -> torch.cosine_similarity(in[0], in[1]),
                A,
                B);
        row(
                "F.pairwise_distance",
                "Functional.pairwiseDistance",
                in -> Functional.pairwiseDistance(in[0], in[1], 2, 1e-6, false),
                in -> torch.pairwise_distance(in[0], in[1]),
                A,
                B);
        row(
                "F.normalize",
                "Functional.normalize",
                in -> Functional.normalize(in[0], 1),
                in -> in[0].div(torch.norm(in[0], new ScalarOptional(new Scalar(2)), new long[] {1}, true)),
                A);
    }

    private void networks() {
        Tensor kernel = random(11, 3, 4, 3, 3);
        row(
                "F.linear",
                "Functional.linear",
                in -> Functional.linear(in[0], in[1], null),
                in -> torch.linear(in[0], in[1]),
                A,
                B);
        row(
                "F.bilinear",
                "Functional.bilinear",
                in -> Functional.bilinear(in[0], in[1], in[2], null),
                in -> torch.bilinear(in[0], in[1], in[2], new TensorOptional()),
                A,
                B,
                random(9, 5, 4, 4));
        row(
                "F.conv1d",
                "Functional.conv1d",
                in -> Functional.conv1d(in[0], in[1], null),
                in -> torch.conv1d(in[0], in[1]),
                random(9, 2, 4, 7),
                random(10, 3, 4, 3));
        row(
                "F.conv2d",
                "Functional.conv2d",
                in -> Functional.conv2d(in[0], in[1], null),
                in -> torch.conv2d(in[0], in[1]),
                IMAGE,
                kernel);
        row(
                "F.conv3d",
                "Functional.conv3d",
                in -> Functional.conv3d(in[0], in[1], null),
                in -> torch.conv3d(in[0], in[1]),
                random(9, 1, 2, 4, 5, 4),
                random(10, 3, 2, 2, 3, 2));
        row(
                "F.conv_transpose2d",
                "Functional.convTranspose2d",
                in -> Functional.convTranspose2d(in[0], in[1], null),
                in -> torch.conv_transpose2d(in[0], in[1]),
                IMAGE,
                random(9, 4, 3, 3, 3));
        row(
                "F.max_pool1d",
                "Functional.maxPool1d",
                in -> Functional.maxPool1d(in[0], 2),
                in -> torch.max_pool1d(in[0], 2),
                random(9, 2, 3, 8));
        row(
                "F.avg_pool1d",
                "Functional.avgPool1d",
                in -> Functional.avgPool1d(in[0], 2, 2, 0, false, true),
                in -> torch.avg_pool1d(in[0], 2),
                random(9, 2, 3, 8));
        row(
                "F.adaptive_avg_pool2d",
                "Functional.adaptiveAvgPool2d",
                in -> Functional.adaptiveAvgPool2d(in[0], 4, 3),
                in -> torch.adaptive_avg_pool2d(in[0], 4, 3),
                IMAGE);
        row(
                "F.adaptive_max_pool2d",
                "Functional.adaptiveMaxPool2d",
                in -> Functional.adaptiveMaxPool2d(in[0], 4, 3),
                in -> torch.adaptive_max_pool2d(in[0], 4, 3).get0(),
                IMAGE);
        row(
                "F.interpolate",
                "Functional.interpolate",
                in -> Functional.interpolate(in[0], new int[] {9, 4}, Interpolation.BILINEAR, false),
                in -> torch.upsample_bilinear2d(in[0], new long[] {9, 4}, false),
                IMAGE);
        row(
                "F.pixel_shuffle",
                "Functional.pixelShuffle",
                in -> Functional.pixelShuffle(in[0], 2),
                in -> torch.pixel_shuffle(in[0], 2),
                IMAGE);
        row(
                "F.pixel_unshuffle",
                "Functional.pixelUnshuffle",
                in -> Functional.pixelUnshuffle(in[0], 2),
                in -> torch.pixel_unshuffle(in[0], 2),
                IMAGE);
        row(
                "F.layer_norm",
                "Functional.layerNorm",
                in -> Functional.layerNorm(in[0], new int[] {4}, null, null, 1e-5),
                in -> torch.layer_norm(in[0], 4),
                A);
        row(
                "F.group_norm",
                "Functional.groupNorm",
                in -> Functional.groupNorm(in[0], 2, null, null, 1e-5),
                in -> torch.group_norm(in[0], 2),
                IMAGE);
        row(
                "F.rms_norm",
                "Functional.rmsNorm",
                in -> Functional.rmsNorm(in[0], new int[] {4}, null, 1e-6),
                in -> in[0].mul(torch.rsqrt(in[0].mul(in[0])
                        .mean(new long[] {-1}, true, new ScalarTypeOptional())
                        .add(new Scalar(1e-6)))),
                A);
        row(
                "F.batch_norm",
                "Functional.batchNorm",
                in -> Functional.batchNorm(in[0], null, null, null, null, true, 0.1, 1e-5),
                in -> torch.batch_norm(
                        in[0],
                        new TensorOptional(),
                        new TensorOptional(),
                        new TensorOptional(),
                        new TensorOptional(),
                        true,
                        0.1,
                        1e-5,
                        false),
                IMAGE);
        row(
                "F.instance_norm",
                "Functional.instanceNorm",
                in -> Functional.instanceNorm(in[0], null, null, null, null, true, 0.1, 1e-5),
                in -> torch.instance_norm(
                        in[0],
                        new TensorOptional(),
                        new TensorOptional(),
                        new TensorOptional(),
                        new TensorOptional(),
                        true,
                        0.1,
                        1e-5,
                        false),
                IMAGE);
        row(
                "F.embedding",
                "Functional.embedding",
                in -> Functional.embedding(in[0], in[1]),
                in -> torch.embedding(in[1], in[0]),
                ROWS,
                A);
        row("F.unfold (Tensor.unfold)", "unfold", in -> in[0].unfold(1, 2, 1), in -> in[0].unfold(1, 2, 1), A);
        row(
                "torch.std over two dims",
                "std(Dims)",
                in -> in[0].std(Dims.of(0, 2), true, false),
                in -> torch.std(in[0], new long[] {0, 2}, true, false),
                CUBE);
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape).to(DType.FLOAT64);
    }
}
