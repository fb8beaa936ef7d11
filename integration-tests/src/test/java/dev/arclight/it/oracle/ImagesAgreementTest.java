package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arclight.nn.Functional;
import dev.arclight.nn.Interpolation;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.DoubleVector;
import org.bytedeco.pytorch.InterpolateFuncOptions;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kNearest;
import org.bytedeco.pytorch.kNearestExact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Convolutions, pools and resizing of one to three dimensions: values and gradients are libtorch's. */
@SuppressWarnings("try") // Scopes are there to be closed.
class ImagesAgreementTest {
    private static final double FLOAT32 = 1e-5;

    @ParameterizedTest
    @CsvSource({"3, 1, 0, 1, 1", "3, 2, 1, 1, 2", "2, 3, 2, 2, 4", "1, 1, 0, 1, 1"})
    void convolutionsOfOneDimensionAgree(int kernel, int stride, int padding, int dilation, int groups) {
        Both.agree(
                in -> Functional.conv1d(in[0], in[1], in[2], stride, padding, dilation, groups),
                in -> torch.conv1d(
                        in[0],
                        in[1],
                        new TensorOptional(in[2]),
                        new long[] {stride},
                        new long[] {padding},
                        new long[] {dilation},
                        groups),
                List.of(random(1, 3, 4, 11), random(2, 8, 4 / groups, kernel), random(3, 8)),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 0, 1, 1", "3, 2, 1, 1, 2", "2, 1, 1, 2, 1"})
    void convolutionsOfThreeDimensionsAgree(int kernel, int stride, int padding, int dilation, int groups) {
        int[] s = {stride, 1, stride};
        int[] p = {padding, padding, 0};
        Both.agree(
                in -> Functional.conv3d(in[0], in[1], in[2], s, p, new int[] {dilation}, groups),
                in -> torch.conv3d(
                        in[0],
                        in[1],
                        new TensorOptional(in[2]),
                        Torch.longs(s),
                        Torch.longs(p),
                        new long[] {dilation, dilation, dilation},
                        groups),
                List.of(random(1, 2, 4, 6, 5, 7), random(2, 6, 4 / groups, kernel, 2, kernel), random(3, 6)),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 0, 0, 1, 1", "3, 2, 1, 1, 1, 2", "2, 3, 1, 2, 1, 1", "3, 1, 0, 1, 2, 1"})
    void transposedConvolutionsAgree(int kernel, int stride, int padding, int added, int dilation, int groups) {
        Both.agree(
                in -> Functional.convTranspose2d(
                        in[0],
                        in[1],
                        in[2],
                        new int[] {stride},
                        new int[] {padding},
                        new int[] {added},
                        groups,
                        new int[] {dilation}),
                in -> torch.conv_transpose2d(
                        in[0],
                        in[1],
                        new TensorOptional(in[2]),
                        new long[] {stride, stride},
                        new long[] {padding, padding},
                        new long[] {added, added},
                        groups,
                        dilation,
                        dilation),
                List.of(random(1, 2, 4, 5, 6), random(2, 4, 6 / groups, kernel, kernel), random(3, 6)),
                FLOAT32);
        Both.agree(
                in -> Functional.convTranspose1d(in[0], in[1], in[2], stride, padding, added, groups, dilation),
                in -> torch.conv_transpose1d(
                        in[0],
                        in[1],
                        new TensorOptional(in[2]),
                        new long[] {stride},
                        new long[] {padding},
                        new long[] {added},
                        groups,
                        dilation),
                List.of(random(1, 2, 4, 7), random(2, 4, 6 / groups, kernel), random(3, 6)),
                FLOAT32);
    }

    @Test
    void inputsWithoutABatchAgree() {
        Both.agree(
                in -> Functional.conv2d(in[0], in[1], null),
                in -> torch.conv2d(in[0], in[1]),
                List.of(random(1, 3, 5, 6), random(2, 2, 3, 2, 2)),
                FLOAT32);
        Both.agree(
                in -> Functional.maxPool2d(in[0], 2),
                in -> torch.max_pool2d_with_indices(in[0], 2, 2).get0(),
                List.of(random(1, 3, 5, 6)),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 0, 1, false", "3, 2, 1, 1, true", "3, 1, 1, 2, false", "3, 4, 1, 1, true"})
    void maxPoolsOfOneAndThreeDimensionsAgree(int kernel, int stride, int padding, int dilation, boolean ceil) {
        Both.agree(
                in -> Functional.maxPool1d(in[0], kernel, stride, padding, dilation, ceil),
                in -> torch.max_pool1d(in[0], one(kernel), one(stride), one(padding), one(dilation), ceil),
                List.of(random(1, 2, 3, 12)),
                FLOAT32);
        int[] k = {kernel, 2, kernel};
        int[] s = {stride, 1, 2};
        int[] p = {padding, 0, padding};
        Both.agree(
                in -> Functional.maxPool3d(in[0], k, s, p, new int[] {dilation}, ceil),
                in -> torch.max_pool3d(
                        in[0],
                        Torch.longs(k),
                        Torch.longs(s),
                        Torch.longs(p),
                        new long[] {dilation, dilation, dilation},
                        ceil),
                List.of(random(1, 2, 2, 6, 5, 7)),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 2, 0, false, true, 0",
        "3, 2, 1, true, true, 0",
        "3, 2, 1, true, false, 0",
        "3, 1, 1, false, false, 0",
        "3, 2, 1, false, true, 5"
    })
    void averagePoolsAgree(int kernel, int stride, int padding, boolean ceil, boolean countPad, int divisor) {
        Both.agree(
                in -> Functional.avgPool1d(in[0], kernel, stride, padding, ceil, countPad),
                in -> torch.avg_pool1d(in[0], one(kernel), one(stride), one(padding), ceil, countPad),
                List.of(random(1, 2, 3, 12)),
                FLOAT32);
        int[] k = {kernel, 2, kernel};
        int[] s = {stride, 1, 2};
        int[] p = {padding, 0, padding};
        Both.agree(
                in -> Functional.avgPool3d(in[0], k, s, p, ceil, countPad, divisor),
                in -> torch.avg_pool3d(
                        in[0],
                        Torch.longs(k),
                        Torch.longs(s),
                        Torch.longs(p),
                        ceil,
                        countPad,
                        divisor > 0 ? new LongOptional(divisor) : new LongOptional()),
                List.of(random(1, 2, 2, 6, 5, 7)),
                FLOAT32);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 7, 9})
    void adaptivePoolsAgree(int places) {
        List<Tensor> line = List.of(random(1, 2, 3, 7));
        List<Tensor> plane = List.of(random(2, 2, 3, 7, 5));
        List<Tensor> box = List.of(random(3, 1, 2, 4, 7, 5));
        Both.agree(
                in -> Functional.adaptiveAvgPool1d(in[0], places),
                in -> torch.adaptive_avg_pool1d(in[0], places),
                line,
                FLOAT32);
        Both.agree(
                in -> Functional.adaptiveAvgPool2d(in[0], places, 2),
                in -> torch.adaptive_avg_pool2d(in[0], places, 2),
                plane,
                FLOAT32);
        Both.agree(
                in -> Functional.adaptiveAvgPool3d(in[0], 2, places, 3),
                in -> torch.adaptive_avg_pool3d(in[0], 2, places, 3),
                box,
                FLOAT32);
        Both.agree(
                in -> Functional.adaptiveMaxPool1d(in[0], places),
                in -> torch.adaptive_max_pool1d(in[0], places).get0(),
                line,
                FLOAT32);
        Both.agree(
                in -> Functional.adaptiveMaxPool2d(in[0], places, 2),
                in -> torch.adaptive_max_pool2d(in[0], places, 2).get0(),
                plane,
                FLOAT32);
        Both.agree(
                in -> Functional.adaptiveMaxPool3d(in[0], 2, places, 3),
                in -> torch.adaptive_max_pool3d(in[0], 2, places, 3).get0(),
                box,
                FLOAT32);
    }

    @Test
    void anAdaptivePoolKeepsAnExtentThatIsMinusOne() {
        assertThat(Functional.adaptiveAvgPool2d(random(1, 2, 3, 7, 5), -1, 2)
                        .shape()
                        .toArray())
                .containsExactly(2, 3, 7, 2);
    }

    @ParameterizedTest
    @CsvSource({"3, 9", "14, 10", "7, 5", "1, 1", "20, 3"})
    void resizingToAnExtentAgrees(int height, int width) {
        List<Tensor> plane = List.of(random(1, 2, 3, 7, 5));
        int[] size = {height, width};
        Both.agree(
                in -> Functional.interpolate(in[0], size, Interpolation.NEAREST, false),
                in -> torch.upsample_nearest2d(in[0], height, width),
                plane,
                FLOAT32);
        for (boolean align : new boolean[] {false, true}) {
            Both.agree(
                    in -> Functional.interpolate(in[0], size, Interpolation.BILINEAR, align),
                    in -> torch.upsample_bilinear2d(in[0], new long[] {height, width}, align),
                    plane,
                    FLOAT32);
            Both.agree(
                    in -> Functional.interpolate(in[0], size, Interpolation.BICUBIC, align),
                    in -> torch.upsample_bicubic2d(in[0], new long[] {height, width}, align),
                    plane,
                    FLOAT32);
            Both.agree(
                    in -> Functional.interpolate(in[0], new int[] {width}, Interpolation.LINEAR, align),
                    in -> torch.upsample_linear1d(in[0], new long[] {width}, align),
                    List.of(random(1, 2, 3, 7)),
                    FLOAT32);
            Both.agree(
                    in -> Functional.interpolate(in[0], new int[] {3, height, width}, Interpolation.TRILINEAR, align),
                    in -> torch.upsample_trilinear3d(in[0], new long[] {3, height, width}, align),
                    List.of(random(1, 1, 2, 4, 3, 5)),
                    FLOAT32);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {2, 1.5, 0.5, 0.7, 3.3})
    void resizingByAFactorAgrees(double factor) {
        List<Tensor> plane = List.of(random(1, 2, 3, 7, 5));
        long[] size = {(long) (7 * factor), (long) (5 * factor)};
        Both.agree(
                in -> Functional.interpolate(in[0], new double[] {factor}, Interpolation.NEAREST, false),
                in -> torch.upsample_nearest2d(in[0], size, new DoubleOptional(factor), new DoubleOptional(factor)),
                plane,
                FLOAT32);
        Both.agree(
                in -> Functional.interpolate(in[0], new double[] {factor}, Interpolation.BILINEAR, false),
                in -> torch.upsample_bilinear2d(
                        in[0], size, false, new DoubleOptional(factor), new DoubleOptional(factor)),
                plane,
                FLOAT32);
        Both.agree(
                in -> Functional.interpolate(in[0], new double[] {factor}, Interpolation.BICUBIC, false),
                in -> torch.upsample_bicubic2d(
                        in[0], size, false, new DoubleOptional(factor), new DoubleOptional(factor)),
                plane,
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"NEAREST, FLOAT32", "NEAREST, FLOAT64", "NEAREST_EXACT, FLOAT32", "NEAREST_EXACT, FLOAT64"})
    void thePixelThatIsTakenIsTheSameForAllSizes(Interpolation mode, DType dtype) {
        for (int from = 1; from <= 64; from++) {
            Tensor x = Tensor.arange(0, from).to(dtype).reshape(1, 1, from);
            try (PointerScope scope = new PointerScope()) {
                org.bytedeco.pytorch.Tensor theirs = Torch.of(x);
                for (int size = 1; size <= 96; size++) {
                    InterpolateFuncOptions options = options(mode);
                    options.size().put(new LongVector(new long[] {size}));
                    Agree.exact(
                            mode + " of " + from + " to " + size,
                            Functional.interpolate(x, new int[] {size}, mode, false),
                            torch.interpolate(theirs, options));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Interpolation.class,
            names = {"NEAREST", "NEAREST_EXACT"})
    void thePixelThatIsTakenIsTheSameForAllFactors(Interpolation mode) {
        for (int from = 1; from <= 64; from++) {
            Tensor x = Tensor.arange(0, from).to(DType.FLOAT32).reshape(1, 1, from);
            for (double factor : new double[] {1, 1.1, 1.2, 1.3, 1.7, 2, 2.3, 3, 0.3, 0.7, 0.9}) {
                if (from * factor < 1) {
                    continue;
                }
                try (PointerScope scope = new PointerScope()) {
                    InterpolateFuncOptions options = options(mode);
                    options.scale_factor().put(new DoubleVector(new double[] {factor}));
                    options.recompute_scale_factor().put(new BoolOptional(false));
                    Agree.exact(
                            mode + " of " + from + " by " + factor,
                            Functional.interpolate(x, new double[] {factor}, mode, false),
                            torch.interpolate(Torch.of(x), options));
                }
            }
        }
    }

    private static InterpolateFuncOptions options(Interpolation mode) {
        InterpolateFuncOptions options = new InterpolateFuncOptions();
        if (mode == Interpolation.NEAREST) {
            options.mode().put(new kNearest());
        } else {
            options.mode().put(new kNearestExact());
        }
        return options;
    }

    @Test
    void pixelsAreTradedForChannelsAndBack() {
        Both.agree(
                in -> Functional.pixelShuffle(in[0], 2),
                in -> torch.pixel_shuffle(in[0], 2),
                List.of(random(1, 2, 8, 3, 5)),
                FLOAT32);
        Both.agree(
                in -> Functional.pixelUnshuffle(in[0], 3),
                in -> torch.pixel_unshuffle(in[0], 3),
                List.of(random(1, 2, 2, 6, 9)),
                FLOAT32);
    }

    @Test
    void theNormOfWindowsAgrees() {
        try (PointerScope scope = new PointerScope()) {
            Tensor x = random(1, 2, 3, 8);
            org.bytedeco.pytorch.Tensor theirs = Torch.of(x);
            org.bytedeco.pytorch.Tensor sum = torch.avg_pool1d(
                            theirs.pow(new org.bytedeco.pytorch.Scalar(2)), one(3), one(2), one(0), false, true)
                    .mul(new org.bytedeco.pytorch.Scalar(3));
            Agree.close("lpPool1d", Functional.lpPool1d(x, 2, 3, 2, false), torch.sqrt(sum), FLOAT32, false);
        }
    }

    private static long[] one(long value) {
        return new long[] {value};
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
