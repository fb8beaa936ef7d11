package dev.arclight.it.oracle;

import dev.arclight.nn.Conv2d;
import dev.arclight.nn.Flatten;
import dev.arclight.nn.Functional;
import dev.arclight.nn.Linear;
import dev.arclight.nn.MaxPool2d;
import dev.arclight.nn.Module;
import dev.arclight.nn.ReLU;
import dev.arclight.nn.Sequential;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers and losses with the same weights: the same outputs, and the same gradients of weights and inputs. */
class LayersAgreementTest {
    private static final double FLOAT32 = 1e-5;
    private static final double FLOAT64 = 1e-10;
    private static final long[] ZERO = {0, 0};
    private static final long[] ONE = {1, 1};

    @Test
    void linearAgreesForRowsAndBatchesOfRows() {
        for (int[] shape : new int[][] {{7, 20}, {20}, {2, 3, 20}, {0, 20}}) {
            Both.agree(
                    in -> Functional.linear(in[0], in[1], in[2]),
                    in -> torch.linear(in[0], in[1], new TensorOptional(in[2])),
                    List.of(random(1, shape), random(2, 33, 20), random(3, 33)),
                    FLOAT32);
        }
    }

    @Test
    void bilinearAgrees() {
        Both.agree(
                in -> Functional.bilinear(in[0], in[1], in[2], in[3]),
                in -> torch.bilinear(in[0], in[1], in[2], new TensorOptional(in[3])),
                List.of(random(1, 4, 3, 5), random(2, 4, 3, 7), random(3, 6, 5, 7), random(4, 6)),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1, 1, 1", "3, 2, 0, 1, 1", "5, 1, 2, 1, 2", "3, 2, 1, 2, 2", "1, 1, 0, 1, 1", "2, 3, 1, 1, 4"})
    void convolutionAgrees(int kernel, int stride, int padding, int dilation, int groups) {
        Conv2d layer = new Conv2d(4, 8, kernel, stride, padding, dilation, groups, true);
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        long[] dilations = {dilation, dilation};
        Both.agree(
                in -> layer.forward(in[0]),
                in -> torch.conv2d(in[0], in[1], new TensorOptional(in[2]), strides, paddings, dilations, groups),
                inputAndParameters(random(1, 3, 4, 11, 9), layer),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"2, 2, 0", "3, 2, 1", "3, 1, 0", "2, 3, 1"})
    void maxPoolingAgrees(int kernel, int stride, int padding) {
        MaxPool2d layer = new MaxPool2d(kernel, stride, padding);
        Both.agree(
                in -> layer.forward(in[0]),
                in -> torch.max_pool2d_with_indices(
                                in[0],
                                new long[] {kernel, kernel},
                                new long[] {stride, stride},
                                new long[] {padding, padding},
                                new long[] {1, 1},
                                false)
                        .get0(),
                List.of(random(1, 2, 3, 9, 8)),
                FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void crossEntropyAgrees(Reduction reduction) {
        long code = reduction == Reduction.NONE ? 0 : reduction == Reduction.MEAN ? 1 : 2;
        Tensor target = Tensor.of(new long[] {0, 2, 1, 2, 4, 0}, 6);
        for (double smoothing : new double[] {0, 0.1}) {
            for (long ignore : new long[] {-100, 2}) {
                Both.agree(
                        in -> Functional.crossEntropy(in[0], in[1], null, ignore, reduction, smoothing),
                        in -> torch.cross_entropy_loss(in[0], in[1], new TensorOptional(), code, ignore, smoothing),
                        List.of(random(1, 6, 5), target),
                        FLOAT32);
                Both.agree(
                        in -> Functional.crossEntropy(in[0], in[1], in[2].detach(), ignore, reduction, smoothing),
                        in -> torch.cross_entropy_loss(
                                in[0], in[1], new TensorOptional(in[2].detach()), code, ignore, smoothing),
                        List.of(random(1, 6, 5), target, random(3, 5).abs()),
                        FLOAT32);
            }
        }
    }

    @Test
    void crossEntropyOfImagesAndOfProbabilitiesAgrees() {
        Tensor target = Tensor.of(new long[] {0, 2, 1, 2, 1, 0, 0, 1, 2, 2, 1, 0}, 2, 3, 2);
        Both.agree(
                in -> Functional.crossEntropy(in[0], in[1]),
                in -> torch.cross_entropy_loss(in[0], in[1]),
                List.of(random(1, 2, 3, 3, 2), target),
                FLOAT32);
        Both.agree(
                in -> Functional.crossEntropy(in[0], in[1].softmax(1)),
                in -> torch.cross_entropy_loss(in[0], torch.softmax(in[1], 1)),
                List.of(random(1, 4, 3), random(2, 4, 3)),
                FLOAT32);
    }

    @Test
    void crossEntropyOfHugeLogitsStaysFinite() {
        Both.agree(
                in -> Functional.crossEntropy(in[0].mul(1e4), in[1]),
                in -> torch.cross_entropy_loss(in[0].mul(new org.bytedeco.pytorch.Scalar(1e4)), in[1]),
                List.of(random(1, 6, 5), Tensor.of(new long[] {0, 2, 1, 2, 4, 0}, 6)),
                FLOAT32);
    }

    @Test
    void aConvolutionalNetworkAgreesInAllItsGradients() {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Both.agree(
                    in -> {
                        Tensor x =
                                Functional.maxPool2d(conv(in[0], in[2], in[3]).relu(), 2, 2);
                        x = Functional.maxPool2d(conv(x, in[4], in[5]).relu(), 2, 2);
                        x = Functional.linear(x.flatten(1, -1), in[6], in[7]).relu();
                        return Functional.crossEntropy(Functional.linear(x, in[8], in[9]), in[1]);
                    },
                    in -> {
                        org.bytedeco.pytorch.Tensor x = pool(torch.relu(conv(in[0], in[2], in[3])));
                        x = pool(torch.relu(conv(x, in[4], in[5])));
                        x = torch.relu(torch.linear(torch.flatten(x, 1, -1), in[6], new TensorOptional(in[7])));
                        return torch.cross_entropy_loss(torch.linear(x, in[8], new TensorOptional(in[9])), in[1]);
                    },
                    network(dtype),
                    // Ten layers deep; a single op keeps 1e-5.
                    dtype == DType.FLOAT32 ? 1e-4 : FLOAT64);
        }
    }

    @Test
    void aModuleComputesWhatItsFunctionsDo() {
        Module module = new Sequential(
                new Conv2d(1, 4, 3), new ReLU(), new MaxPool2d(2), new Flatten(), new Linear(4 * 3 * 3, 10));
        Both.agree(
                in -> module.forward(in[0]),
                in -> {
                    org.bytedeco.pytorch.Tensor x =
                            torch.conv2d(in[0], in[1], new TensorOptional(in[2]), ONE, ZERO, ONE, 1);
                    return torch.linear(torch.flatten(pool(torch.relu(x)), 1, -1), in[3], new TensorOptional(in[4]));
                },
                inputAndParameters(random(1, 2, 1, 8, 8), module),
                FLOAT32);
    }

    private static Tensor conv(Tensor x, Tensor weight, Tensor bias) {
        return Functional.conv2d(x, weight, bias, dev.arclight.op.Conv2dGeometry.of(1, 1));
    }

    private static org.bytedeco.pytorch.Tensor conv(
            org.bytedeco.pytorch.Tensor x, org.bytedeco.pytorch.Tensor weight, org.bytedeco.pytorch.Tensor bias) {
        return torch.conv2d(x, weight, new TensorOptional(bias), ONE, ONE, ONE, 1);
    }

    private static org.bytedeco.pytorch.Tensor pool(org.bytedeco.pytorch.Tensor x) {
        return torch.max_pool2d_with_indices(x, new long[] {2, 2}, new long[] {2, 2}, ZERO, ONE, false)
                .get0();
    }

    private static List<Tensor> network(DType dtype) {
        List<Tensor> tensors = new ArrayList<>(List.of(
                random(1, 3, 1, 12, 12),
                Tensor.of(new long[] {1, 0, 4}, 3),
                random(2, 6, 1, 3, 3),
                random(3, 6),
                random(4, 5, 6, 3, 3),
                random(5, 5),
                random(6, 8, 45),
                random(7, 8),
                random(8, 5, 8),
                random(9, 5)));
        tensors.replaceAll(
                tensor -> tensor.dtype().isFloating() ? tensor.to(dtype).mul(0.5) : tensor);
        return tensors;
    }

    /** An input and the parameters of the module that takes it. */
    private static List<Tensor> inputAndParameters(Tensor input, Module module) {
        List<Tensor> all = new ArrayList<>(List.of(input));
        all.addAll(module.parameters());
        return all;
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
