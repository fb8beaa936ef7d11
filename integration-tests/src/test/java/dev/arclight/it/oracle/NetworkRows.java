package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.CUBE;
import static dev.arclight.it.oracle.CompatibilityRows.IMAGE;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.nn.Functional;
import dev.arclight.nn.Interpolation;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** What layers compute. */
final class NetworkRows {
    private NetworkRows() {}

    static void addTo(CompatibilityRows rows) {
        networks(rows);
    }

    private static void networks(CompatibilityRows rows) {
        Tensor kernel = random(11, 3, 4, 3, 3);
        rows.row(
                "F.linear",
                "Functional.linear",
                in -> Functional.linear(in[0], in[1], null),
                in -> torch.linear(in[0], in[1]),
                A,
                B);
        rows.row(
                "F.bilinear",
                "Functional.bilinear",
                in -> Functional.bilinear(in[0], in[1], in[2], null),
                in -> torch.bilinear(in[0], in[1], in[2], new TensorOptional()),
                A,
                B,
                random(9, 5, 4, 4));
        rows.row(
                "F.conv1d",
                "Functional.conv1d",
                in -> Functional.conv1d(in[0], in[1], null),
                in -> torch.conv1d(in[0], in[1]),
                random(9, 2, 4, 7),
                random(10, 3, 4, 3));
        rows.row(
                "F.conv2d",
                "Functional.conv2d",
                in -> Functional.conv2d(in[0], in[1], null),
                in -> torch.conv2d(in[0], in[1]),
                IMAGE,
                kernel);
        rows.row(
                "F.conv3d",
                "Functional.conv3d",
                in -> Functional.conv3d(in[0], in[1], null),
                in -> torch.conv3d(in[0], in[1]),
                random(9, 1, 2, 4, 5, 4),
                random(10, 3, 2, 2, 3, 2));
        rows.row(
                "F.conv_transpose2d",
                "Functional.convTranspose2d",
                in -> Functional.convTranspose2d(in[0], in[1], null),
                in -> torch.conv_transpose2d(in[0], in[1]),
                IMAGE,
                random(9, 4, 3, 3, 3));
        rows.row(
                "F.max_pool1d",
                "Functional.maxPool1d",
                in -> Functional.maxPool1d(in[0], 2),
                in -> torch.max_pool1d(in[0], 2),
                random(9, 2, 3, 8));
        rows.row(
                "F.avg_pool1d",
                "Functional.avgPool1d",
                in -> Functional.avgPool1d(in[0], 2, 2, 0, false, true),
                in -> torch.avg_pool1d(in[0], 2),
                random(9, 2, 3, 8));
        rows.row(
                "F.adaptive_avg_pool2d",
                "Functional.adaptiveAvgPool2d",
                in -> Functional.adaptiveAvgPool2d(in[0], 4, 3),
                in -> torch.adaptive_avg_pool2d(in[0], 4, 3),
                IMAGE);
        rows.row(
                "F.adaptive_max_pool2d",
                "Functional.adaptiveMaxPool2d",
                in -> Functional.adaptiveMaxPool2d(in[0], 4, 3),
                in -> torch.adaptive_max_pool2d(in[0], 4, 3).get0(),
                IMAGE);
        rows.row(
                "F.interpolate",
                "Functional.interpolate",
                in -> Functional.interpolate(in[0], new int[] {9, 4}, Interpolation.BILINEAR, false),
                in -> torch.upsample_bilinear2d(in[0], new long[] {9, 4}, false),
                IMAGE);
        rows.row(
                "F.pixel_shuffle",
                "Functional.pixelShuffle",
                in -> Functional.pixelShuffle(in[0], 2),
                in -> torch.pixel_shuffle(in[0], 2),
                IMAGE);
        rows.row(
                "F.pixel_unshuffle",
                "Functional.pixelUnshuffle",
                in -> Functional.pixelUnshuffle(in[0], 2),
                in -> torch.pixel_unshuffle(in[0], 2),
                IMAGE);
        rows.row(
                "F.layer_norm",
                "Functional.layerNorm",
                in -> Functional.layerNorm(in[0], new int[] {4}, null, null, 1e-5),
                in -> torch.layer_norm(in[0], 4),
                A);
        rows.row(
                "F.group_norm",
                "Functional.groupNorm",
                in -> Functional.groupNorm(in[0], 2, null, null, 1e-5),
                in -> torch.group_norm(in[0], 2),
                IMAGE);
        rows.row(
                "F.rms_norm",
                "Functional.rmsNorm",
                in -> Functional.rmsNorm(in[0], new int[] {4}, null, 1e-6),
                in -> torch.rms_norm(in[0], Torch.list(4), new TensorOptional(), new DoubleOptional(1e-6)),
                A);
        rows.row(
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
        rows.row(
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
        rows.row(
                "F.embedding",
                "Functional.embedding",
                in -> Functional.embedding(in[0], in[1]),
                in -> torch.embedding(in[1], in[0]),
                ROWS,
                A);
        rows.row("F.unfold (Tensor.unfold)", "unfold", in -> in[0].unfold(1, 2, 1), in -> in[0].unfold(1, 2, 1), A);
        rows.row(
                "torch.std over two dims",
                "std(Dims)",
                in -> in[0].std(Dims.of(0, 2), true, false),
                in -> torch.std(in[0], new long[] {0, 2}, true, false),
                CUBE);
    }
}
