package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.MASK;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.SQUARE;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Picking and placing elements. */
final class IndexingRows {
    private IndexingRows() {}

    static void addTo(CompatibilityRows rows) {
        indexing(rows);
    }

    private static void indexing(CompatibilityRows rows) {
        rows.row(
                "x[1:3, ::2]",
                "get(\"1:3, ::2\")",
                in -> in[0].get("1:3, ::2"),
                in -> in[0].slice(0, new LongOptional(1), new LongOptional(3), 1)
                        .slice(1, new LongOptional(), new LongOptional(), 2),
                A);
        rows.row(
                "x[rows]",
                "get(rows)",
                in -> in[0].get(dev.arclight.tensor.Index.positions(2, 0, 2)),
                in -> torch.index_select(in[0], 0, Torch.of(ROWS)),
                A);
        rows.row("torch.take", "take", in -> in[0].take(ROWS), in -> torch.take(in[0], Torch.of(ROWS)), A);
        rows.row(
                "torch.index_copy",
                "indexCopy",
                in -> in[0].indexCopy(0, Tensor.of(new long[] {2, 0, 1}, 3), in[1]),
                in -> torch.index_copy(in[0], 0, Torch.of(Tensor.of(new long[] {2, 0, 1}, 3)), in[1]),
                A,
                B);
        rows.row(
                "torch.index_fill",
                "indexFill",
                in -> in[0].indexFill(0, ROWS, 7),
                in -> torch.index_fill(in[0], 0, Torch.of(ROWS), new Scalar(7)),
                A);
        rows.row(
                "torch.masked_fill",
                "maskedFill",
                in -> in[0].maskedFill(in[1], 7),
                in -> in[0].masked_fill(in[1], new Scalar(7)),
                A,
                MASK);
        rows.row(
                "torch.masked_select",
                "maskedSelect",
                in -> in[0].maskedSelect(in[1]),
                in -> torch.masked_select(in[0], in[1]),
                A,
                MASK);
        rows.row(
                "torch.masked_scatter",
                "maskedScatter",
                in -> in[0].maskedScatter(in[1], in[2]),
                in -> torch.masked_scatter(in[0], in[1], in[2]),
                A,
                MASK,
                B);
        rows.row("torch.nonzero", "nonzero", in -> in[0].nonzero(), in -> torch.nonzero(in[0]), MASK);
        rows.row("torch.argwhere", "argwhere", in -> in[0].argwhere(), in -> torch.argwhere(in[0]), MASK);
        rows.row("torch.triu", "triu", in -> in[0].triu(1), in -> torch.triu(in[0], 1), SQUARE);
        rows.row("torch.tril", "tril", in -> in[0].tril(-1), in -> torch.tril(in[0], -1), SQUARE);
        rows.row(
                "torch.take_along_dim",
                "takeAlongDim",
                in -> in[0].takeAlongDim(in[0].argsort(1), 1),
                in -> torch.take_along_dim(in[0], torch.argsort(in[0], 1, false), new LongOptional(1)),
                A);
        rows.row(
                "torch.scatter",
                "scatter",
                in -> in[0].scatter(0, Tensor.of(new long[] {0, 1, 2, 0}, 1, 4), in[1]),
                in -> torch.scatter(in[0], 0, Torch.of(Tensor.of(new long[] {0, 1, 2, 0}, 1, 4)), in[1]),
                A,
                random(9, 1, 4));
    }
}
