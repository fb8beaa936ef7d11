package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;
import static dev.arclight.it.oracle.CompatibilityRows.SQUARE;
import static dev.arclight.it.oracle.CompatibilityRows.V;
import static dev.arclight.it.oracle.CompatibilityRows.W;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Products of matrices and vectors. */
final class ProductRows {
    private ProductRows() {}

    static void addTo(CompatibilityRows rows) {
        products(rows);
    }

    private static void products(CompatibilityRows rows) {
        rows.row("torch.mm", "mm", in -> in[0].mm(in[1]), in -> torch.mm(in[0], in[1]), A, SQUARE);
        rows.row("torch.bmm", "bmm", in -> in[0].bmm(in[1]), in -> torch.bmm(in[0], in[1]), CUBE, random(9, 2, 4, 5));
        rows.row("torch.mv", "mv", in -> in[0].mv(in[1]), in -> torch.mv(in[0], in[1]), A, random(9, 4));
        rows.row("torch.vdot", "vdot", in -> in[0].vdot(in[1]), in -> torch.vdot(in[0], in[1]), V, W);
        rows.row("torch.inner", "inner", in -> in[0].inner(in[1]), in -> torch.inner(in[0], in[1]), A, B);
        rows.row("torch.outer", "outer", in -> in[0].outer(in[1]), in -> torch.outer(in[0], in[1]), V, W);
        rows.row("torch.ger", "ger", in -> in[0].ger(in[1]), in -> torch.ger(in[0], in[1]), V, W);
        rows.row(
                "torch.addmm",
                "addmm",
                in -> in[0].addmm(in[1], in[2], 0.5, 2),
                in -> torch.addmm(in[0], in[1], in[2], new Scalar(0.5), new Scalar(2)),
                A,
                B,
                SQUARE);
        rows.row(
                "torch.addmv",
                "addmv",
                in -> in[0].addmv(in[1], in[2]),
                in -> torch.addmv(in[0], in[1], in[2]),
                random(9, 3),
                A,
                random(10, 4));
        rows.row(
                "torch.addr",
                "addr",
                in -> in[0].addr(in[1], in[2]),
                in -> torch.addr(in[0], in[1], in[2]),
                A,
                random(9, 3),
                random(10, 4));
        rows.row(
                "torch.addbmm",
                "addbmm",
                in -> in[0].addbmm(in[1], in[2]),
                in -> torch.addbmm(in[0], in[1], in[2]),
                random(9, 3, 5),
                CUBE,
                random(10, 2, 4, 5));
        rows.row(
                "torch.baddbmm",
                "baddbmm",
                in -> in[0].baddbmm(in[1], in[2]),
                in -> torch.baddbmm(in[0], in[1], in[2]),
                random(9, 2, 3, 5),
                CUBE,
                random(10, 2, 4, 5));
        rows.row(
                "torch.tensordot",
                "tensordot",
                in -> in[0].tensordot(in[1], new int[] {2}, new int[] {0}),
                in -> torch.tensordot(in[0], in[1], new long[] {2}, 0),
                CUBE,
                SQUARE);
        rows.row("torch.kron", "kron", in -> in[0].kron(in[1]), in -> torch.kron(in[0], in[1]), A, B);
        rows.row("torch.trace", "trace", in -> in[0].trace(), in -> torch.trace(in[0]), SQUARE);
        rows.row(
                "torch.matrix_power",
                "matrixPower",
                in -> in[0].matrixPower(3),
                in -> torch.matrix_power(in[0], 3),
                SQUARE);
        rows.row(
                "torch.cross",
                "cross",
                in -> in[0].cross(in[1], 1),
                in -> torch.cross(in[0], in[1], new LongOptional(1)),
                random(9, 4, 3),
                random(10, 4, 3));
        rows.row(
                "torch.einsum",
                "Tensor.einsum",
                in -> Tensor.einsum("bij,jk->bik", in[0], in[1]),
                in -> torch.einsum("bij,jk->bik", new TensorVector(in[0], in[1])),
                CUBE,
                SQUARE);
    }
}
