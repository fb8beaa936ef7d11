package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.IMAGE;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.nn.Functional;
import dev.arclight.nn.Interpolation;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Wrong calls of what layers and losses compute. */
final class BadNetworkCalls {
    private static final int[] ONE = {1};
    private static final int[] NONE = {0};

    private BadNetworkCalls() {}

    static void addTo(BadCalls bad) {
        convolutions(bad);
        pools(bad);
        norms(bad);
        losses(bad);
    }

    private static void convolutions(BadCalls bad) {
        Tensor kernel = random(11, 3, 4, 3, 3);
        conv(bad, "more padding than nothing", kernel, 1, -1, 1, 1);
        conv(bad, "a stride of 0", kernel, 0, 0, 1, 1);
        conv(bad, "a dilation of 0", kernel, 1, 0, 0, 1);
        conv(bad, "a dilation past the image", kernel, 1, 0, 4, 1);
        conv(bad, "groups that do not divide", kernel, 1, 0, 1, 3);
        conv(bad, "no groups", kernel, 1, 0, 1, 0);
        conv(bad, "a kernel larger than the image", random(9, 3, 4, 7, 7), 1, 0, 1, 1);
        conv(bad, "a kernel of fewer channels", random(9, 3, 2, 3, 3), 1, 0, 1, 1);
        bad.add(
                "F.conv2d",
                "a bias of another length",
                in -> Functional.conv2d(in[0], in[1], in[2]),
                in -> conv2d(in[0], in[1], new TensorOptional(in[2]), 1, 0, 1, 1),
                IMAGE,
                kernel,
                random(9, 4));
        bad.add(
                "F.conv_transpose2d",
                "more added than the stride",
                in -> Functional.convTranspose2d(in[0], in[1], null, ONE, NONE, ONE, 1, ONE),
                in -> torch.conv_transpose2d(
                        in[0],
                        in[1],
                        new TensorOptional(),
                        Torch.list(1),
                        Torch.list(0),
                        Torch.list(1),
                        1,
                        Torch.list(1)),
                IMAGE,
                random(9, 4, 3, 3, 3));
        bad.add(
                "F.conv_transpose2d",
                "padding that leaves nothing",
                in -> Functional.convTranspose2d(in[0], in[1], null, ONE, new int[] {5}, NONE, 1, ONE),
                in -> torch.conv_transpose2d(
                        in[0],
                        in[1],
                        new TensorOptional(),
                        Torch.list(1),
                        Torch.list(5),
                        Torch.list(0),
                        1,
                        Torch.list(1)),
                IMAGE,
                random(9, 4, 3, 3, 3));
    }

    private static void conv(
            BadCalls bad, String what, Tensor kernel, int stride, int padding, int dilation, int groups) {
        bad.add(
                "F.conv2d",
                what,
                in -> Functional.conv2d(
                        in[0], in[1], null, new int[] {stride}, new int[] {padding}, new int[] {dilation}, groups),
                in -> conv2d(in[0], in[1], new TensorOptional(), stride, padding, dilation, groups),
                IMAGE,
                kernel);
    }

    private static org.bytedeco.pytorch.Tensor conv2d(
            org.bytedeco.pytorch.Tensor x,
            org.bytedeco.pytorch.Tensor kernel,
            TensorOptional bias,
            int stride,
            int padding,
            int dilation,
            int groups) {
        long[] d = {dilation, dilation};
        return torch.conv2d(x, kernel, bias, new long[] {stride, stride}, new long[] {padding, padding}, d, groups);
    }

    private static void pools(BadCalls bad) {
        int[][] settings = {
            {0, 1, 0, 1}, {2, 0, 0, 1}, {2, 1, 2, 1}, {2, 1, -1, 1}, {2, 1, 0, 0}, {7, 1, 0, 1}, {3, 1, 0, 3}
        };
        for (int[] s : settings) {
            String what = "kernel " + s[0] + ", stride " + s[1] + ", padding " + s[2] + ", dilation " + s[3];
            bad.add(
                    "F.max_pool2d",
                    what,
                    in -> Functional.maxPool2d(
                            in[0], new int[] {s[0]}, new int[] {s[1]}, new int[] {s[2]}, new int[] {s[3]}, false),
                    in -> torch.max_pool2d(
                            in[0], Torch.list(s[0]), Torch.list(s[1]), Torch.list(s[2]), Torch.list(s[3]), false),
                    IMAGE);
            bad.add(
                    "F.max_pool1d",
                    what,
                    in -> Functional.maxPool1d(in[0], s[0], s[1], s[2], s[3], false),
                    in -> torch.max_pool1d(
                            in[0], Torch.list(s[0]), Torch.list(s[1]), Torch.list(s[2]), Torch.list(s[3]), false),
                    random(9, 2, 3, 6));
            if (s[3] == 1) {
                bad.add(
                        "F.avg_pool2d",
                        what,
                        in -> Functional.avgPool2d(
                                in[0], new int[] {s[0]}, new int[] {s[1]}, new int[] {s[2]}, false, true, 0),
                        in -> torch.avg_pool2d(
                                in[0],
                                Torch.list(s[0]),
                                Torch.list(s[1]),
                                Torch.list(s[2]),
                                false,
                                true,
                                new org.bytedeco.pytorch.LongOptional()),
                        IMAGE);
                bad.add(
                        "F.avg_pool1d",
                        what,
                        in -> Functional.avgPool1d(in[0], s[0], s[1], s[2], false, true),
                        in -> torch.avg_pool1d(
                                in[0], Torch.list(s[0]), Torch.list(s[1]), Torch.list(s[2]), false, true),
                        random(9, 2, 3, 6));
            }
        }
        bad.add(
                "F.adaptive_avg_pool2d",
                "a negative extent",
                in -> Functional.adaptiveAvgPool2d(in[0], -2, 3),
                in -> torch.adaptive_avg_pool2d(in[0], -2, 3),
                IMAGE);
        bad.add(
                "F.adaptive_max_pool2d",
                "a negative extent",
                in -> Functional.adaptiveMaxPool2d(in[0], -2, 3),
                in -> torch.adaptive_max_pool2d(in[0], -2, 3).get0(),
                IMAGE);
        bad.add(
                "F.interpolate",
                "an extent of 0",
                in -> Functional.interpolate(in[0], new int[] {0, 4}, Interpolation.BILINEAR, false),
                in -> torch.upsample_bilinear2d(in[0], new long[] {0, 4}, false),
                IMAGE);
        bad.add(
                "F.pixel_shuffle",
                "a factor that does not divide",
                in -> Functional.pixelShuffle(in[0], 3),
                in -> torch.pixel_shuffle(in[0], 3),
                IMAGE);
        bad.add(
                "F.pixel_shuffle",
                "a factor of 0",
                in -> Functional.pixelShuffle(in[0], 0),
                in -> torch.pixel_shuffle(in[0], 0),
                IMAGE);
        bad.add(
                "F.pixel_unshuffle",
                "a factor that does not divide",
                in -> Functional.pixelUnshuffle(in[0], 4),
                in -> torch.pixel_unshuffle(in[0], 4),
                IMAGE);
        bad.add(
                "F.pixel_unshuffle",
                "a negative factor",
                in -> Functional.pixelUnshuffle(in[0], -1),
                in -> torch.pixel_unshuffle(in[0], -1),
                IMAGE);
    }

    private static void norms(BadCalls bad) {
        bad.add(
                "F.layer_norm",
                "another shape",
                in -> Functional.layerNorm(in[0], new int[] {3}, null, null, 1e-5),
                in -> torch.layer_norm(in[0], 3),
                A);
        bad.add(
                "F.layer_norm",
                "no shape",
                in -> Functional.layerNorm(in[0], new int[] {}, null, null, 1e-5),
                in -> torch.layer_norm(in[0], new long[] {}),
                A);
        bad.add(
                "F.group_norm",
                "groups that do not divide",
                in -> Functional.groupNorm(in[0], 3, null, null, 1e-5),
                in -> torch.group_norm(in[0], 3),
                IMAGE);
        bad.add(
                "F.group_norm",
                "no groups",
                in -> Functional.groupNorm(in[0], 0, null, null, 1e-5),
                in -> torch.group_norm(in[0], 0),
                IMAGE);
        bad.add(
                "F.rms_norm",
                "another shape",
                in -> Functional.rmsNorm(in[0], new int[] {3}, null, 1e-6),
                in -> torch.rms_norm(
                        in[0], Torch.list(3), new TensorOptional(), new org.bytedeco.pytorch.DoubleOptional(1e-6)),
                A);
        bad.add("F.glu", "an odd extent", in -> Functional.glu(in[0], 0), in -> torch.glu(in[0], 0), A);
        bad.add("F.glu", "no such dimension", in -> Functional.glu(in[0], 2), in -> torch.glu(in[0], 2), A);
        bad.add(
                "F.softmin",
                "no such dimension",
                in -> Functional.softmin(in[0], 2),
                in -> torch.softmax(in[0].neg(), 2),
                A);
        bad.add("F.celu", "an alpha of 0", in -> Functional.celu(in[0], 0), in -> torch.celu(in[0], new Scalar(0)), A);
        bad.add(
                "F.prelu",
                "a weight for each of no channels",
                in -> Functional.prelu(in[0], in[1]),
                in -> torch.prelu(in[0], in[1]),
                random(9),
                random(10, 2));
        bad.add(
                "F.embedding",
                "out of range",
                in -> Functional.embedding(in[0], in[1]),
                in -> torch.embedding(in[1], in[0]),
                Tensor.of(new long[] {3}, 1),
                A);
        bad.add(
                "F.embedding",
                "a negative index",
                in -> Functional.embedding(in[0], in[1]),
                in -> torch.embedding(in[1], in[0]),
                Tensor.of(new long[] {-1}, 1),
                A);
    }

    private static void losses(BadCalls bad) {
        bad.add(
                "F.nll_loss",
                "a class out of range",
                in -> Functional.nllLoss(in[0], in[1], null, -100, Reduction.MEAN),
                in -> torch.nll_loss(in[0], in[1]),
                A,
                Tensor.of(new long[] {0, 4, 1}, 3));
        bad.add(
                "F.cross_entropy",
                "a class out of range",
                in -> Functional.crossEntropy(in[0], in[1]),
                in -> torch.cross_entropy_loss(in[0], in[1]),
                A,
                Tensor.of(new long[] {0, -1, 1}, 3));
        bad.add(
                "F.cross_entropy",
                "a smoothing above 1",
                in -> Functional.crossEntropy(in[0], in[1], null, -100, Reduction.MEAN, 1.5),
                in -> torch.cross_entropy_loss(in[0], in[1], new TensorOptional(), 1, -100, 1.5),
                A,
                ROWS);
        bad.add(
                "F.binary_cross_entropy",
                "what is no probability",
                in -> Functional.binaryCrossEntropy(in[0], in[1], null, Reduction.MEAN),
                in -> torch.binary_cross_entropy(in[0], in[1]),
                A,
                B.sigmoid());
        bad.add(
                "F.smooth_l1_loss",
                "a negative beta",
                in -> Functional.smoothL1Loss(in[0], in[1], Reduction.MEAN, -1),
                in -> torch.smooth_l1_loss(in[0], in[1], 1, -1),
                A,
                B);
        bad.add(
                "F.huber_loss",
                "a delta of 0",
                in -> Functional.huberLoss(in[0], in[1], Reduction.MEAN, 0),
                in -> torch.huber_loss(in[0], in[1], 1, 0),
                A,
                B);
        bad.add(
                "F.multi_margin_loss",
                "a power of 3",
                in -> Functional.multiMarginLoss(in[0], in[1], 3, 1, null, Reduction.MEAN),
                in -> torch.multi_margin_loss(in[0], in[1], new Scalar(3), new Scalar(1), new TensorOptional(), 1),
                A,
                ROWS);
    }
}
