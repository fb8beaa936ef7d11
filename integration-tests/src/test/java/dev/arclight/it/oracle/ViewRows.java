package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;
import static dev.arclight.it.oracle.CompatibilityRows.SQUARE;
import static dev.arclight.it.oracle.CompatibilityRows.V;
import static dev.arclight.it.oracle.CompatibilityRows.W;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Views, and other arrangements of the same elements. */
final class ViewRows {
    private ViewRows() {}

    static void addTo(CompatibilityRows rows) {
        views(rows);
        joining(rows);
    }

    private static void views(CompatibilityRows rows) {
        rows.row("Tensor.view_as", "viewAs", in -> in[0].viewAs(Tensor.zeros(4, 3)), in -> in[0].view(4, 3), A);
        rows.row(
                "torch.reshape",
                "reshape",
                in -> in[0].t().reshape(2, 6),
                in -> in[0].t().reshape(2, 6),
                A);
        rows.row("torch.t", "t", in -> in[0].t(), in -> in[0].t(), A);
        rows.row("Tensor.T", "T", in -> in[0].T(), in -> in[0].numpy_T(), A);
        rows.row("Tensor.mT", "mT", in -> in[0].mT(), in -> in[0].mT(), CUBE);
        rows.row("torch.transpose", "transpose", in -> in[0].transpose(0, 2), in -> in[0].transpose(0, 2), CUBE);
        rows.row("torch.swapaxes", "swapaxes", in -> in[0].swapaxes(0, 2), in -> torch.swapaxes(in[0], 0, 2), CUBE);
        rows.row("torch.swapdims", "swapdims", in -> in[0].swapdims(0, 2), in -> torch.swapdims(in[0], 0, 2), CUBE);
        rows.row("torch.movedim", "movedim", in -> in[0].movedim(0, 2), in -> torch.movedim(in[0], 0L, 2L), CUBE);
        rows.row("torch.moveaxis", "moveaxis", in -> in[0].moveaxis(0, 2), in -> torch.moveaxis(in[0], 0L, 2L), CUBE);
        rows.row("torch.unsqueeze", "unsqueeze", in -> in[0].unsqueeze(1), in -> in[0].unsqueeze(1), A);
        rows.row("torch.squeeze", "squeeze", in -> in[0].squeeze(), in -> in[0].squeeze(), random(1, 1, 3, 1, 2));
        rows.row(
                "Tensor.expand_as",
                "expandAs",
                in -> in[0].expandAs(in[1].detach()),
                in -> in[0].expand_as(in[1].detach()),
                random(1, 1, 4),
                B);
        rows.row(
                "torch.broadcast_to",
                "broadcastTo",
                in -> in[0].broadcastTo(3, 4),
                in -> torch.broadcast_to(in[0], 3, 4),
                random(1, 4));
        rows.row("torch.flatten", "flatten", in -> in[0].flatten(1), in -> torch.flatten(in[0], 1, -1), CUBE);
        rows.row(
                "torch.unflatten",
                "unflatten",
                in -> in[0].unflatten(1, 2, 2),
                in -> torch.unflatten(in[0], 1, 2, 2),
                A);
        rows.row("torch.ravel", "ravel", in -> in[0].ravel(), in -> torch.ravel(in[0]), A);
        rows.row("torch.narrow", "narrow", in -> in[0].narrow(1, 1, 2), in -> in[0].narrow(1, 1, 2), A);
        rows.row("torch.select", "select", in -> in[0].select(1, -1), in -> in[0].select(1, -1), A);
        rows.row("torch.diag", "diag", in -> in[0].diag(1), in -> torch.diag(in[0], 1), SQUARE);
        rows.row("torch.diag_embed", "diagEmbed", in -> in[0].diagEmbed(), in -> torch.diag_embed(in[0]), A);
        rows.row("torch.diagflat", "diagflat", in -> in[0].diagflat(), in -> torch.diagflat(in[0]), V);
        rows.row("torch.atleast_1d", "atleast1d", in -> in[0].atleast1d(), in -> torch.atleast_1d(in[0]), random(1));
        rows.row("torch.atleast_2d", "atleast2d", in -> in[0].atleast2d(), in -> torch.atleast_2d(in[0]), V);
        rows.row("torch.atleast_3d", "atleast3d", in -> in[0].atleast3d(), in -> torch.atleast_3d(in[0]), A);
        rows.row(
                "Tensor.contiguous",
                "contiguous",
                in -> in[0].t().contiguous(),
                in -> in[0].t().contiguous(),
                A);
        rows.row("torch.clone", "clone", in -> in[0].clone(), in -> in[0].clone(), A);
        rows.row("Tensor.to", "to", in -> in[0].to(DType.INT64), in -> in[0].to(torch.ScalarType.Long), A);
        rows.row("torch.split", "split", in -> first(in[0].split(2, 1)), in -> first(torch.split(in[0], 2, 1)), A);
        rows.row("torch.chunk", "chunk", in -> first(in[0].chunk(2, 1)), in -> first(torch.chunk(in[0], 2, 1)), A);
        rows.row(
                "torch.tensor_split",
                "tensorSplit",
                in -> first(in[0].tensorSplit(3, 1)),
                in -> first(torch.tensor_split(in[0], 3, 1)),
                A);
        rows.row("torch.unbind", "unbind", in -> first(in[0].unbind(1)), in -> first(torch.unbind(in[0], 1)), A);
    }

    private static void joining(CompatibilityRows rows) {
        rows.row(
                "torch.concat",
                "Tensor.concat",
                in -> Tensor.concat(List.of(in[0], in[1]), 1),
                in -> torch.concat(new TensorVector(in[0], in[1]), 1),
                A,
                B);
        rows.row(
                "torch.stack",
                "Tensor.stack",
                in -> Tensor.stack(List.of(in[0], in[1]), 1),
                in -> torch.stack(new TensorVector(in[0], in[1]), 1),
                A,
                B);
        rows.row(
                "torch.hstack",
                "Tensor.hstack",
                in -> Tensor.hstack(List.of(in[0], in[1])),
                in -> torch.hstack(new TensorVector(in[0], in[1])),
                A,
                B);
        rows.row(
                "torch.vstack",
                "Tensor.vstack",
                in -> Tensor.vstack(List.of(in[0], in[1])),
                in -> torch.vstack(new TensorVector(in[0], in[1])),
                A,
                B);
        rows.row(
                "torch.dstack",
                "Tensor.dstack",
                in -> Tensor.dstack(List.of(in[0], in[1])),
                in -> torch.dstack(new TensorVector(in[0], in[1])),
                A,
                B);
        rows.row(
                "torch.column_stack",
                "Tensor.columnStack",
                in -> Tensor.columnStack(List.of(in[0], in[1])),
                in -> torch.column_stack(new TensorVector(in[0], in[1])),
                V,
                W);
        rows.row(
                "torch.block_diag",
                "Tensor.blockDiag",
                in -> Tensor.blockDiag(List.of(in[0], in[1])),
                in -> torch.block_diag(new TensorVector(in[0], in[1])),
                A,
                B);
        rows.row("Tensor.repeat", "repeat", in -> in[0].repeat(2, 1, 3), in -> in[0].repeat(2, 1, 3), A);
        rows.row("torch.tile", "tile", in -> in[0].tile(2, 1), in -> torch.tile(in[0], 2, 1), A);
        rows.row(
                "torch.repeat_interleave",
                "repeatInterleave",
                in -> in[0].repeatInterleave(2, 1),
                in -> torch.repeat_interleave(in[0], 2, new LongOptional(1), new LongOptional()),
                A);
        rows.row("torch.roll", "roll", in -> in[0].roll(1, 1), in -> torch.roll(in[0], new long[] {1}, 1), A);
        rows.row("torch.fliplr", "fliplr", in -> in[0].fliplr(), in -> torch.fliplr(in[0]), A);
        rows.row("torch.flipud", "flipud", in -> in[0].flipud(), in -> torch.flipud(in[0]), A);
        rows.row("torch.rot90", "rot90", in -> in[0].rot90(), in -> torch.rot90(in[0]), A);
        rows.row(
                "F.pad",
                "pad",
                in -> in[0].pad(1, 2, 0, 1),
                in -> torch.constant_pad_nd(in[0], new long[] {1, 2, 0, 1}, new Scalar(0)),
                A);
    }

    private static Tensor first(List<Tensor> parts) {
        return parts.isEmpty() ? Tensor.zeros(0) : parts.get(0);
    }

    private static org.bytedeco.pytorch.Tensor first(TensorVector parts) {
        return parts.empty() ? torch.zeros(0) : parts.get(0);
    }
}
