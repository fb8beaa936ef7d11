package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.IMAGE;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.LocalResponseNormOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Windows of images, what trades channels, and other functions that are made of several. */
final class WindowRows {
    private static final Tensor LABELS = Tensor.of(new long[] {2, 0, -1, 1, 3, -1, 0, 0, 1, 2, 3, 0}, 3, 4);

    private WindowRows() {}

    static void addTo(CompatibilityRows rows) {
        rows.row(
                "F.unfold",
                "Functional.unfold",
                in -> Functional.unfold(in[0], new int[] {3, 2}, new int[] {1}, new int[] {1}, new int[] {2}),
                in -> torch.im2col(in[0], new long[] {3, 2}, new long[] {1, 1}, new long[] {1, 1}, 2, 2),
                IMAGE);
        rows.row(
                "F.fold",
                "Functional.fold",
                in -> Functional.fold(
                        in[0], new int[] {4, 4}, new int[] {2}, new int[] {1}, new int[] {0}, new int[] {2}),
                in -> torch.col2im(
                        in[0], new long[] {4, 4}, new long[] {2, 2}, new long[] {1, 1}, new long[] {0, 0}, 2, 2),
                random(1, 2, 12, 4));
        rows.row(
                "F.conv_transpose3d",
                "Functional.convTranspose3d",
                in -> Functional.convTranspose3d(
                        in[0], in[1], in[2], new int[] {2}, new int[] {1}, new int[] {1}, 1, new int[] {1}),
                in -> torch.conv_transpose3d(
                        in[0],
                        in[1],
                        new TensorOptional(in[2]),
                        new long[] {2, 2, 2},
                        new long[] {1, 1, 1},
                        new long[] {1, 1, 1},
                        1,
                        1,
                        1,
                        1),
                random(1, 1, 2, 3, 3, 3),
                random(2, 2, 3, 2, 2, 2),
                random(3, 3));
        rows.row(
                "F.local_response_norm",
                "Functional.localResponseNorm",
                in -> Functional.localResponseNorm(in[0], 5, 1e-4, 0.75, 1),
                in -> torch.local_response_norm(in[0], new LocalResponseNormOptions(5)),
                IMAGE);
        rows.row(
                "F.channel_shuffle",
                "Functional.channelShuffle",
                in -> Functional.channelShuffle(in[0], 2),
                in -> torch.channel_shuffle(in[0], 2),
                IMAGE);
        rows.row(
                "F.one_hot",
                "Functional.oneHot",
                in -> Functional.oneHot(in[0], 4),
                in -> torch.one_hot(in[0], 4),
                CompatibilityRows.ROWS);
        rows.row("F.pdist", "Functional.pdist", in -> Functional.pdist(in[0]), in -> torch.pdist(in[0]), A);
        rows.row(
                "F.multilabel_margin_loss",
                "Functional.multilabelMarginLoss",
                in -> Functional.multilabelMarginLoss(in[0], in[1], Reduction.MEAN),
                in -> torch.multilabel_margin_loss(in[0], in[1]),
                A,
                LABELS);
        rows.row(
                "torch.kaiser_window",
                "Tensor.kaiserWindow",
                in -> Tensor.kaiserWindow(7, true),
                in -> torch.kaiser_window(7));
        rows.row(
                "torch.vander",
                "Tensor.vander",
                in -> Tensor.vander(in[0].detach(), 3, false),
                in -> torch.vander(in[0].detach(), new LongOptional(3), false),
                random(1, 4));
        rows.row(
                "torch.mvlgamma",
                "mvlgamma",
                in -> in[0].mvlgamma(2),
                in -> in[0].mvlgamma(2),
                A.abs().add(1.5));
        rows.row(
                "torch.frexp",
                "frexp",
                in -> in[0].frexp().mantissa(),
                in -> torch.frexp(in[0]).get0(),
                A);
    }
}
