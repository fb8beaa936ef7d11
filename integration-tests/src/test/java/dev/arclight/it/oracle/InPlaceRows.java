package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;
import static dev.arclight.it.oracle.CompatibilityRows.SQUARE;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;

/** Methods that write over their tensor and have no kernel of their own, and copies of which a part is replaced. */
final class InPlaceRows {
    private InPlaceRows() {}

    static void addTo(CompatibilityRows rows) {
        rows.row(
                "Tensor.t_", "t_", in -> in[0].clone().t_(), in -> in[0].clone().t_(), A);
        rows.row(
                "Tensor.transpose_",
                "transpose_",
                in -> in[0].clone().transpose_(0, 1),
                in -> in[0].clone().transpose_(0, 1),
                A);
        rows.row(
                "Tensor.swapaxes_",
                "swapaxes_",
                in -> in[0].clone().swapaxes_(0, 1),
                in -> in[0].clone().swapaxes_(0, 1),
                A);
        rows.row(
                "Tensor.swapdims_",
                "swapdims_",
                in -> in[0].clone().swapdims_(0, 1),
                in -> in[0].clone().swapdims_(0, 1),
                A);
        rows.row(
                "Tensor.unsqueeze_",
                "unsqueeze_",
                in -> in[0].clone().unsqueeze_(1),
                in -> in[0].clone().unsqueeze_(1),
                A);
        rows.row(
                "Tensor.squeeze_",
                "squeeze_",
                in -> in[0].clone().squeeze_(),
                in -> in[0].clone().squeeze_(),
                random(1, 1, 3, 1));
        rows.row(
                "Tensor.as_strided_",
                "asStrided_",
                in -> in[0].clone().asStrided_(new int[] {2, 2}, new int[] {1, 2}, 1),
                in -> in[0].clone().as_strided_(new long[] {2, 2}, new long[] {1, 2}, new LongOptional(1)),
                A);
        rows.row(
                "Tensor.addmm_",
                "addmm_",
                in -> in[0].clone().addmm_(in[1], in[2], 0.5, 2),
                in -> in[0].clone().addmm_(in[1], in[2], new Scalar(0.5), new Scalar(2.0)),
                SQUARE,
                random(1, 4, 3),
                random(2, 3, 4));
        rows.row(
                "Tensor.addmv_",
                "addmv_",
                in -> in[0].clone().addmv_(in[1], in[2], 0.5, 2),
                in -> in[0].clone().addmv_(in[1], in[2], new Scalar(0.5), new Scalar(2.0)),
                random(1, 3),
                A,
                random(2, 4));
        rows.row(
                "Tensor.addr_",
                "addr_",
                in -> in[0].clone().addr_(in[1], in[2], 0.5, 2),
                in -> in[0].clone().addr_(in[1], in[2], new Scalar(0.5), new Scalar(2.0)),
                A,
                random(1, 3),
                random(2, 4));
        rows.row(
                "Tensor.addbmm_",
                "addbmm_",
                in -> in[0].clone().addbmm_(in[1], in[2], 0.5, 2),
                in -> in[0].clone().addbmm_(in[1], in[2], new Scalar(0.5), new Scalar(2.0)),
                random(1, 3, 3),
                CUBE,
                random(2, 2, 4, 3));
        rows.row(
                "Tensor.baddbmm_",
                "baddbmm_",
                in -> in[0].clone().baddbmm_(in[1], in[2], 0.5, 2),
                in -> in[0].clone().baddbmm_(in[1], in[2], new Scalar(0.5), new Scalar(2.0)),
                random(1, 2, 3, 3),
                CUBE,
                random(2, 2, 4, 3));
        rows.row(
                "Tensor.cumsum_",
                "cumsum_",
                in -> in[0].clone().cumsum_(1),
                in -> in[0].clone().cumsum_(1),
                A);
        rows.row(
                "Tensor.cumprod_",
                "cumprod_",
                in -> in[0].clone().cumprod_(1),
                in -> in[0].clone().cumprod_(1),
                A);
        rows.row(
                "Tensor.renorm_",
                "renorm_",
                in -> in[0].clone().renorm_(2, 0, 1),
                in -> in[0].clone().renorm_(new Scalar(2.0), 0, new Scalar(1.0)),
                A);
        rows.row(
                "Tensor.fill_diagonal_",
                "fillDiagonal_",
                in -> in[0].clone().fillDiagonal_(1.5),
                in -> in[0].clone().fill_diagonal_(new Scalar(1.5)),
                A);
        rows.row("Tensor.sum_to_size", "sumToSize", in -> in[0].sumToSize(1, 4), in -> in[0].sum_to_size(1, 4), A);
        rows.row(
                "torch.select_scatter",
                "selectScatter",
                in -> in[0].selectScatter(in[1], 0, 1),
                in -> in[0].select_scatter(in[1], 0, 1),
                A,
                random(1, 4));
        rows.row(
                "torch.slice_scatter",
                "sliceScatter",
                in -> in[0].sliceScatter(in[1], 1, 0, 4, 2),
                in -> in[0].slice_scatter(in[1], 1, new LongOptional(0), new LongOptional(4), 2),
                A,
                random(1, 3, 2));
        rows.row(
                "torch.diagonal_scatter",
                "diagonalScatter",
                in -> in[0].diagonalScatter(in[1], 1, 0, 1),
                in -> in[0].diagonal_scatter(in[1], 1, 0, 1),
                A,
                random(1, 3));
        rows.row(
                "torch.narrow_copy",
                "narrowCopy",
                in -> in[0].detach().narrowCopy(1, 1, 2),
                in -> in[0].detach().narrow_copy(1, 1, 2),
                A);
    }
}
