package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;
import static dev.arclight.it.oracle.CompatibilityRows.IMAGE;
import static dev.arclight.it.oracle.CompatibilityRows.MASK;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.SQUARE;
import static dev.arclight.it.oracle.CompatibilityRows.V;
import static dev.arclight.it.oracle.CompatibilityRows.W;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.op.ScatterReduce;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The methods of ops of the catalog that do more than call the op: they resolve arguments and refuse wrong ones. */
final class MethodRows {
    private static final Tensor PLACES = Tensor.of(new long[] {0, 1, 2, 0, 2, 1, 0, 1}, 2, 4);

    private MethodRows() {}

    static void addTo(CompatibilityRows rows) {
        reductions(rows);
        scansAndOrders(rows);
        rearrangements(rows);
        indexing(rows);
        networks(rows);
    }

    private static void reductions(CompatibilityRows rows) {
        rows.row("torch.sum", "sum", in -> in[0].sum(1), in -> in[0].sum(1), A);
        rows.row("torch.sum", "sum", in -> in[0].sum(), in -> in[0].sum(), A);
        rows.row("torch.all", "all", in -> in[0].all(1), in -> torch.all(in[0], list(1), false), A);
        rows.row("torch.any", "any", in -> in[0].any(), in -> torch.any(in[0]), A);
        rows.row("torch.amax", "amax", in -> in[0].amax(0), in -> torch.amax(in[0], new long[] {0}, false), A);
        rows.row("torch.amin", "amin", in -> in[0].amin(), in -> torch.amin(in[0]), A);
        rows.row("torch.argmax", "argmax", in -> in[0].argmax(1), in -> argmax(in[0], 1), A);
        rows.row("torch.argmax", "argmax", in -> in[0].argmax(), in -> torch.argmax(in[0]), A);
        rows.row("torch.argmin", "argmin", in -> in[0].argmin(), in -> torch.argmin(in[0]), A);
        rows.row(
                "torch.count_nonzero",
                "countNonzero",
                in -> in[0].countNonzero(1),
                in -> torch.count_nonzero(in[0], 1),
                A);
        rows.row("torch.prod", "prod", in -> in[0].prod(1), in -> torch.prod(in[0], 1), A);
        rows.row("torch.logsumexp", "logsumexp", in -> in[0].logsumexp(0, 1), in -> torch.logsumexp(in[0], 0, 1), A);
        rows.row(
                "torch.var",
                "var",
                in -> in[0].var(Dims.of(0, 1), 0.0, true),
                in -> torch.var(in[0], list(0, 1), new ScalarOptional(new Scalar(0.0)), true),
                A);
        rows.row("torch.std", "std", in -> in[0].std(), in -> torch.std(in[0]), A);
        rows.row(
                "torch.norm",
                "norm",
                in -> in[0].norm(2, 1),
                in -> torch.norm(in[0], new ScalarOptional(new Scalar(2)), new long[] {1}, false),
                A);
        rows.row(
                "torch.median",
                "median",
                in -> in[0].median(1).values(),
                in -> torch.median(in[0], 1).get0(),
                A);
        rows.row(
                "torch.mode",
                "mode",
                in -> in[0].mode(1, false).values(),
                in -> torch.mode(in[0], 1, false).get0(),
                A);
        rows.row("torch.softmax", "softmax", in -> in[0].softmax(1), in -> torch.softmax(in[0], 1), A);
        rows.row("torch.log_softmax", "logSoftmax", in -> in[0].logSoftmax(0), in -> torch.log_softmax(in[0], 0), A);
        rows.row(
                "torch.softmax",
                "softmax",
                in -> in[0].softmax(1, dev.arclight.tensor.DType.FLOAT64),
                in -> torch.softmax(in[0], 1, new ScalarTypeOptional(torch.ScalarType.Double)),
                A);
    }

    private static void scansAndOrders(CompatibilityRows rows) {
        rows.row("torch.cumsum", "cumsum", in -> in[0].cumsum(1), in -> torch.cumsum(in[0], 1), A);
        rows.row("torch.cumprod", "cumprod", in -> in[0].cumprod(0), in -> torch.cumprod(in[0], 0), A);
        rows.row(
                "torch.cummax",
                "cummax",
                in -> in[0].cummax(1).values(),
                in -> torch.cummax(in[0], 1).get0(),
                A);
        rows.row(
                "torch.cummin",
                "cummin",
                in -> in[0].cummin(1).values(),
                in -> torch.cummin(in[0], 1).get0(),
                A);
        rows.row(
                "torch.logcumsumexp",
                "logcumsumexp",
                in -> in[0].logcumsumexp(1),
                in -> torch.logcumsumexp(in[0], 1),
                A);
        rows.row(
                "torch.sort",
                "sort",
                in -> in[0].sort(1, true).values(),
                in -> torch.sort(in[0], new BoolOptional(true), 1, true).get0(),
                A);
        rows.row(
                "torch.topk",
                "topk",
                in -> in[0].topk(2, 1).values(),
                in -> torch.topk(in[0], 2, 1, true, true).get0(),
                A);
        rows.row(
                "torch.kthvalue",
                "kthvalue",
                in -> in[0].kthvalue(2, 1, true).values(),
                in -> torch.kthvalue(in[0], 2, 1, true).get0(),
                A);
        rows.row("torch.bincount", "bincount", in -> in[0].bincount(), in -> torch.bincount(in[0]), ROWS);
        rows.row(
                "torch.bincount",
                "bincount",
                in -> in[0].bincount(in[1], 4),
                in -> torch.bincount(in[0], new TensorOptional(in[1]), 4),
                ROWS,
                random(9, 3));
    }

    private static void rearrangements(CompatibilityRows rows) {
        rows.row(
                "torch.cat",
                "Tensor.cat",
                in -> Tensor.cat(List.of(in[0], in[1]), 1),
                in -> torch.cat(new TensorVector(in[0], in[1]), 1),
                A,
                B);
        rows.row("torch.expand", "expand", in -> in[0].expand(2, 3, 4), in -> in[0].expand(2, 3, 4), A);
        rows.row("torch.expand", "expand", in -> in[0].expand(-1, 4), in -> in[0].expand(-1, 4), random(9, 3, 1));
        rows.row("torch.view", "view", in -> in[0].view(2, -1), in -> in[0].view(2, -1), A);
        rows.row("torch.view", "view", in -> in[0].t().view(-1), in -> in[0].t().view(-1), random(9, 3, 1));
        rows.row("torch.permute", "permute", in -> in[0].permute(1, 0), in -> in[0].permute(1, 0), A);
        rows.row(
                "torch.diagonal",
                "diagonal",
                in -> in[0].diagonal(1, 0, 2),
                in -> torch.diagonal(in[0], 1, 0, 2),
                CUBE);
        rows.row("torch.unfold", "unfold", in -> in[0].unfold(1, 3, 2), in -> in[0].unfold(1, 3, 2), A);
        rows.row(
                "torch.as_strided",
                "asStrided",
                in -> in[0].asStrided(new int[] {2, 2}, new int[] {1, 2}, 1),
                in -> torch.as_strided(in[0], new long[] {2, 2}, new long[] {1, 2}, new LongOptional(1)),
                A);
        rows.row("torch.flip", "flip", in -> in[0].flip(0, -1), in -> torch.flip(in[0], 0, -1), A);
        rows.row("torch.tril", "tril", in -> in[0].tril(), in -> torch.tril(in[0]), A);
        rows.row("torch.triu", "triu", in -> in[0].triu(), in -> torch.triu(in[0]), A);
    }

    private static void indexing(CompatibilityRows rows) {
        rows.row(
                "torch.gather", "gather", in -> in[0].gather(0, in[1]), in -> torch.gather(in[0], 0, in[1]), A, PLACES);
        rows.row(
                "torch.scatter_add",
                "scatterAdd",
                in -> in[0].scatterAdd(0, in[1], in[2]),
                in -> torch.scatter_add(in[0], 0, in[1], in[2]),
                A,
                PLACES,
                random(9, 2, 4));
        rows.row(
                "torch.scatter",
                "scatter",
                in -> in[0].scatter(0, in[1], in[2]),
                in -> torch.scatter(in[0], 0, in[1], in[2]),
                A,
                Tensor.of(new long[] {0, 1, 2, 0}, 1, 4),
                random(9, 1, 4));
        rows.row(
                "torch.scatter_reduce",
                "scatterReduce",
                in -> in[0].scatterReduce(0, in[1], in[2], ScatterReduce.Reduction.SUM),
                in -> torch.scatter_reduce(in[0], 0, in[1], in[2], "sum"),
                A,
                PLACES,
                random(9, 2, 4));
        rows.row(
                "torch.index_select",
                "indexSelect",
                in -> in[0].indexSelect(0, in[1]),
                in -> torch.index_select(in[0], 0, in[1]),
                A,
                ROWS);
        rows.row(
                "torch.index_add",
                "indexAdd",
                in -> in[0].indexAdd(0, in[1], in[2]),
                in -> torch.index_add(in[0], 0, in[1], in[2]),
                A,
                ROWS,
                B);
        rows.row(
                "torch.index_copy",
                "indexCopy",
                in -> in[0].indexCopy(0, in[1], in[2]),
                in -> torch.index_copy(in[0], 0, in[1], in[2]),
                A,
                Tensor.of(new long[] {2, 0, 1}, 3),
                B);
        rows.row(
                "torch.index_fill",
                "indexFill",
                in -> in[0].indexFill(0, in[1], 7),
                in -> torch.index_fill(in[0], 0, in[1], new Scalar(7.0)),
                A,
                ROWS);
        rows.row("torch.take", "take", in -> in[0].take(in[1]), in -> torch.take(in[0], in[1]), A, ROWS);
        rows.row(
                "torch.take_along_dim",
                "takeAlongDim",
                in -> in[0].takeAlongDim(in[1], 0),
                in -> torch.take_along_dim(in[0], in[1], new LongOptional(0)),
                A,
                PLACES);
        rows.row(
                "torch.masked_fill",
                "maskedFill",
                in -> in[0].maskedFill(in[1], in[2]),
                in -> in[0].masked_fill(in[1], in[2]),
                A,
                MASK,
                random(9));
        rows.row(
                "torch.where",
                "Tensor.where",
                in -> Tensor.where(in[0], in[1], in[2]),
                in -> torch.where(in[0], in[1], in[2]),
                MASK,
                A,
                B);
        rows.row(
                "torch.searchsorted",
                "searchsorted",
                in -> in[0].searchsorted(in[1]),
                in -> torch.searchsorted(in[0], in[1]),
                random(9, 3, 4).sort(1).values(),
                B);
    }

    private static void networks(CompatibilityRows rows) {
        rows.row(
                "torch.lerp",
                "lerp",
                in -> in[0].lerp(in[1], in[2]),
                in -> torch.lerp(in[0], in[1], in[2]),
                A,
                B,
                random(9));
        rows.row("torch.dot", "dot", in -> in[0].dot(in[1]), in -> torch.dot(in[0], in[1]), V, W);
        rows.row("torch.matmul", "matmul", in -> in[0].matmul(in[1]), in -> torch.matmul(in[0], in[1]), CUBE, SQUARE);
        rows.row(
                "F.linear",
                "Functional.linear",
                in -> Functional.linear(in[0], in[1], in[2]),
                in -> torch.linear(in[0], in[1], new TensorOptional(in[2])),
                A,
                random(9, 5, 4),
                random(10, 5));
        rows.row(
                "F.nll_loss",
                "Functional.nllLoss",
                in -> Functional.nllLoss(in[0], in[1], in[2].detach(), -100, Reduction.MEAN),
                in -> torch.nll_loss(in[0], in[1], new TensorOptional(in[2].detach()), 1, -100),
                A,
                ROWS,
                random(9, 4).abs());
        rows.row(
                "F.max_pool2d",
                "Functional.maxPool2d",
                in -> Functional.maxPool2d(in[0], 2),
                in -> torch.max_pool2d(in[0], 2, 2),
                IMAGE);
        rows.row(
                "F.avg_pool2d",
                "Functional.avgPool2d",
                in -> Functional.avgPool2d(in[0], 2),
                in -> torch.avg_pool2d(in[0], 2, 2),
                IMAGE);
        rows.row(
                "F.conv2d",
                "Functional.conv2d",
                in -> Functional.conv2d(in[0], in[1], in[2]),
                in -> torch.conv2d(
                        in[0],
                        in[1],
                        new TensorOptional(in[2]),
                        new long[] {1, 1},
                        new long[] {0, 0},
                        new long[] {1, 1},
                        1),
                IMAGE,
                random(9, 3, 4, 3, 3),
                random(10, 3));
        rows.row(
                "F.layer_norm",
                "Functional.layerNorm",
                in -> Functional.layerNorm(in[0], new int[] {4}, in[1], in[2], 1e-5),
                in -> torch.layer_norm(
                        in[0], Torch.list(4), new TensorOptional(in[1]), new TensorOptional(in[2]), 1e-5, true),
                A,
                random(9, 4),
                random(10, 4));
        rows.row(
                "F.group_norm",
                "Functional.groupNorm",
                in -> Functional.groupNorm(in[0], 2, in[1], in[2], 1e-5),
                in -> torch.group_norm(in[0], 2, new TensorOptional(in[1]), new TensorOptional(in[2]), 1e-5, true),
                IMAGE,
                random(9, 4),
                random(10, 4));
        rows.row(
                "F.batch_norm",
                "Functional.batchNorm",
                in -> Functional.batchNorm(in[0], in[1].detach(), in[2].detach(), in[3], in[4], false, 0.1, 1e-5),
                in -> torch.batch_norm(
                        in[0],
                        new TensorOptional(in[3]),
                        new TensorOptional(in[4]),
                        new TensorOptional(in[1].detach()),
                        new TensorOptional(in[2].detach()),
                        false,
                        0.1,
                        1e-5,
                        false),
                IMAGE,
                random(9, 4),
                random(10, 4).abs(),
                random(11, 4),
                random(12, 4));
        rows.row(
                "F.scaled_dot_product_attention",
                "Functional.scaledDotProductAttention",
                in -> Functional.scaledDotProductAttention(in[0], in[1], in[2]),
                in -> torch.scaled_dot_product_attention(in[0], in[1], in[2]),
                random(9, 2, 3, 4),
                random(10, 2, 5, 4),
                random(11, 2, 5, 4));
        rows.row(
                "F.cross_entropy",
                "Functional.crossEntropy",
                in -> Functional.crossEntropy(in[0], in[1], in[2].detach(), -100, Reduction.SUM, 0.1),
                in -> torch.cross_entropy_loss(in[0], in[1], new TensorOptional(in[2].detach()), 2, -100, 0.1),
                random(9, 3, 4, 2),
                Tensor.of(new long[] {0, 1, 2, 3, 1, 0}, 3, 2),
                random(10, 4).abs());
    }

    private static org.bytedeco.pytorch.Tensor argmax(org.bytedeco.pytorch.Tensor x, int dim) {
        return torch.argmax(x, new LongOptional(dim), false);
    }

    private static LongArrayRefOptional list(int... dims) {
        return new LongArrayRefOptional(Torch.list(dims));
    }
}
