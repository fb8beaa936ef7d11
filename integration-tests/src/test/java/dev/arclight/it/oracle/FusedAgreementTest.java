package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Normalisations and losses with fused kernels: the same results, gradients and running statistics as libtorch's. */
@SuppressWarnings("try") // Scopes are there to be closed.
class FusedAgreementTest {
    private static final double FLOAT32 = 1e-5;
    private static final double FLOAT64 = 1e-10;
    private static final TensorOptional NONE = new TensorOptional();

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "5, 768", "3, 1025", "200, 33", "0, 5"})
    void layerAndRmsNormalisationAgree(int rows, int columns) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            double tolerance = dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64;
            List<Tensor> inputs = List.of(
                    random(1, rows, columns).to(dtype),
                    random(2, columns).to(dtype),
                    random(3, columns).to(dtype));
            long[] shape = {columns};
            Both.agree(
                    in -> Functional.layerNorm(in[0], new int[] {columns}, in[1], in[2], 1e-5),
                    in -> torch.layer_norm(in[0], shape, some(in[1]), some(in[2]), 1e-5, false),
                    inputs,
                    tolerance);
            Both.agree(
                    in -> Functional.rmsNorm(in[0], new int[] {columns}, in[1], 1e-6),
                    in -> torch.rms_norm(in[0], shape, some(in[1]), new DoubleOptional(1e-6)),
                    inputs.subList(0, 2),
                    tolerance);
        }
    }

    @Test
    void layerNormalisationWithoutParametersAndOfTransposedInputAgrees() {
        Both.agree(
                in -> Functional.layerNorm(in[0].transpose(0, 2), new int[] {4, 3}, null, null, 1e-5),
                in -> torch.layer_norm(in[0].transpose(0, 2), new long[] {4, 3}, NONE, NONE, 1e-5, false),
                List.of(random(1, 3, 4, 50)),
                FLOAT32);
        Both.agree(
                in -> Functional.rmsNorm(in[0], new int[] {50}, null, null),
                in -> torch.rms_norm(in[0], new long[] {50}, NONE, new DoubleOptional(Math.ulp(1f))),
                List.of(random(1, 3, 4, 50)),
                FLOAT32);
    }

    @Test
    void aVarianceThatIsSmallBesideTheMeanIsKept() {
        Both.agree(
                in -> Functional.layerNorm(in[0], new int[] {100}, null, null, 1e-5),
                in -> torch.layer_norm(in[0], new long[] {100}, NONE, NONE, 1e-5, false),
                List.of(random(1, 4, 100).add(1000.0).detach()),
                1e-4);
    }

    @ParameterizedTest
    @CsvSource({"2, 6, 3, 1", "2, 6, 2, 35", "1, 4, 1, 17", "3, 4, 4, 40", "70, 4, 2, 3"})
    void groupNormalisationAgrees(int batch, int channels, int groups, int inner) {
        int[] shape = inner == 1 ? new int[] {batch, channels} : new int[] {batch, channels, inner};
        Both.agree(
                in -> Functional.groupNorm(in[0], groups, in[1], in[2], 1e-3),
                in -> torch.group_norm(in[0], groups, some(in[1]), some(in[2]), 1e-3, false),
                List.of(random(1, shape), random(2, channels), random(3, channels)),
                FLOAT32);
        Both.agree(
                in -> Functional.groupNorm(in[0], groups, null, null, 1e-3),
                in -> torch.group_norm(in[0], groups, NONE, NONE, 1e-3, false),
                List.of(random(1, shape).to(DType.FLOAT64)),
                FLOAT64);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void batchNormalisationAgreesAndMovesTheSameRunningStatistics(boolean training) {
        for (int[] shape : new int[][] {{5, 3}, {130, 37}, {2, 3, 4}, {2, 3, 5, 7}, {3, 2, 2, 3, 4}}) {
            int channels = shape[1];
            Tensor mean = random(5, channels);
            Tensor variance = random(6, channels).abs().add(0.1).detach();
            try (PointerScope scope = new PointerScope()) {
                org.bytedeco.pytorch.Tensor theirMean = Torch.of(mean.to(DType.FLOAT64));
                org.bytedeco.pytorch.Tensor theirVariance = Torch.of(variance.to(DType.FLOAT64));
                Both.agree(
                        in -> Functional.batchNorm(in[0], mean, variance, in[1], in[2], training, 0.3, 1e-5),
                        in -> torch.batch_norm(
                                in[0],
                                some(in[1]),
                                some(in[2]),
                                some(theirMean),
                                some(theirVariance),
                                training,
                                0.3,
                                1e-5,
                                false),
                        List.of(random(1, shape), random(2, channels), random(3, channels)),
                        FLOAT32);
                Agree.close("running mean", mean, theirMean, FLOAT32, false);
                Agree.close("running variance", variance, theirVariance, FLOAT32, false);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void instanceNormalisationAgreesAndMovesTheSameRunningStatistics(boolean useInputStats) {
        Tensor mean = random(5, 3);
        Tensor variance = random(6, 3).abs().add(0.1).detach();
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirMean = Torch.of(mean.to(DType.FLOAT64));
            org.bytedeco.pytorch.Tensor theirVariance = Torch.of(variance.to(DType.FLOAT64));
            Both.agree(
                    in -> Functional.instanceNorm(in[0], mean, variance, in[1], in[2], useInputStats, 0.3, 1e-5),
                    in -> torch.instance_norm(
                            in[0],
                            some(in[1]),
                            some(in[2]),
                            some(theirMean),
                            some(theirVariance),
                            useInputStats,
                            0.3,
                            1e-5,
                            false),
                    List.of(random(1, 2, 3, 5, 7), random(2, 3), random(3, 3)),
                    FLOAT32);
            Agree.close("running mean", mean, theirMean, FLOAT32, false);
            Agree.close("running variance", variance, theirVariance, FLOAT32, false);
        }
    }

    @Test
    void trainingOnOneValuePerChannelIsRefused() {
        Tensor one = random(1, 1, 3);
        assertThatThrownBy(() -> Functional.batchNorm(one, null, null, null, null, true, 0.1, 1e-5))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("more than 1 value per channel");
        assertThatThrownBy(() -> Functional.instanceNorm(random(1, 2, 3, 1), null, null, null, null, true, 0.1, 1e-5))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void crossEntropyOfManyClassesAgreesWithWeightsSmoothingAndIgnoredTargets() {
        Generator generator = Generator.seeded(3);
        long[] targets = new long[40];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = generator.nextInt(1300);
        }
        targets[7] = -100;
        for (double smoothing : new double[] {0, 0.1}) {
            for (Reduction reduction : Reduction.values()) {
                Both.agree(
                        in -> Functional.crossEntropy(in[0], in[1], in[2].detach(), -100, reduction, smoothing),
                        in -> torch.cross_entropy_loss(
                                in[0], in[1], some(in[2].detach()), TorchOps.code(reduction), -100, smoothing),
                        List.of(
                                random(1, 40, 1300),
                                Tensor.of(targets, 40),
                                random(4, 1300).abs().detach()),
                        FLOAT32);
            }
        }
    }

    @Test
    void softmaxOfRowsWithInfinitiesAndNanAgrees() {
        float inf = Float.POSITIVE_INFINITY;
        Tensor x = Tensor.of(
                new float[] {1, -inf, 2, -inf, -inf, -inf, inf, 0, 1, Float.NaN, 1, 2, 1e30f, -1e30f, 0}, 5, 3);
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirs = Torch.of(x);
            Agree.close("softmax", x.softmax(1), torch.softmax(theirs, 1), FLOAT32, false);
            Agree.close("logSoftmax", x.logSoftmax(1), torch.log_softmax(theirs, 1), FLOAT32, false);
        }
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }

    private static TensorOptional some(org.bytedeco.pytorch.Tensor tensor) {
        return new TensorOptional(tensor);
    }
}
