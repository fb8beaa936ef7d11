package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitTest {
    private final Generator generator = Generator.seeded(5);

    private static double std(Tensor tensor) {
        double[] x = tensor.toDoubleArray();
        double mean = Arrays.stream(x).average().orElseThrow();
        return Math.sqrt(
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    }

    @Test
    void xavierKeepsTheVarianceOfBothWays() {
        double expected = 3 * Math.sqrt(2.0 / (300 + 100));
        assertThat(std(Init.xavierNormal_(Tensor.zeros(100, 300), 3, generator)))
                .isCloseTo(expected, within(0.01));
        assertThat(std(Init.xavierUniform_(Tensor.zeros(100, 300), 3, generator)))
                .isCloseTo(expected, within(0.01));
    }

    @Test
    void kaimingKeepsTheVarianceOfTheWayAskedFor() {
        Tensor weight = Tensor.zeros(64, 32, 3, 3);
        double forward = Math.sqrt(2.0 / (32 * 9));
        double back = Math.sqrt(2.0 / (64 * 9));
        assertThat(std(Init.kaimingNormal_(weight, generator))).isCloseTo(forward, within(0.002));
        assertThat(std(Init.kaimingNormal_(weight, 0, Init.FanMode.FAN_OUT, Init.Nonlinearity.RELU, generator)))
                .isCloseTo(back, within(0.002));
        assertThat(std(Init.kaimingUniform_(weight, 0, Init.FanMode.FAN_OUT, Init.Nonlinearity.RELU, generator)))
                .isCloseTo(back, within(0.002));
    }

    @Test
    void gainsAreThoseThatPyTorchLists() {
        assertThat(Init.calculateGain(Init.Nonlinearity.TANH, 0)).isEqualTo(5.0 / 3);
        assertThat(Init.calculateGain(Init.Nonlinearity.LEAKY_RELU, 0.2)).isCloseTo(1.3867504905630728, within(1e-15));
        assertThat(Init.calculateGain(Init.Nonlinearity.SELU, 0)).isEqualTo(0.75);
    }

    @Test
    void aTruncatedNormalStaysWithinItsBounds() {
        Tensor x = Init.truncNormal_(Tensor.zeros(10_000), 0, 1, -0.5, 2, generator);
        assertThat(Arrays.stream(x.toDoubleArray()).allMatch(v -> v >= -0.5 && v <= 2))
                .isTrue();
        // The truncated distribution's mean: (φ(-0.5) - φ(2)) / (Φ(2) - Φ(-0.5)).
        assertThat(x.mean().item()).isCloseTo(0.4459, within(0.03));
        assertThatThrownBy(() -> Init.truncNormal_(Tensor.zeros(1), 0, 1, 8, 9, generator))
                .isInstanceOf(ArclightException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 2048, 5001})
    void manyNumbersAreThoseThatAreDrawnOneByOne(int n) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.BFLOAT16}) {
            for (int skipped : new int[] {0, 1}) {
                Tensor blank = Tensor.zeros(dtype, n);
                assertDrawn(Init.uniform_(blank, -2, 3, drawn(skipped)), drawn(skipped), g -> -2 + 5 * g.nextDouble());
                assertDrawn(Init.normal_(blank, 1, 2, drawn(skipped)), drawn(skipped), g -> 1 + 2 * g.nextGaussian());
                assertDrawn(Init.truncNormal_(blank, 0, 1, -0.5, 2, drawn(skipped)), drawn(skipped), g -> {
                    double value = g.nextGaussian();
                    while (value < -0.5 || value > 2) {
                        value = g.nextGaussian();
                    }
                    return value;
                });
            }
        }
    }

    /** A generator of which some normal numbers were asked for. */
    private static Generator drawn(int count) {
        Generator generator = Generator.seeded(11);
        for (int i = 0; i < count; i++) {
            generator.nextGaussian();
        }
        return generator;
    }

    private static void assertDrawn(Tensor actual, Generator generator, ToDoubleFunction<Generator> draw) {
        double[] values = new double[actual.numel()];
        for (int i = 0; i < values.length; i++) {
            values[i] = draw.applyAsDouble(generator);
        }
        DType computed = actual.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
        Tensor expected = Tensor.of(values, values.length).to(computed).to(actual.dtype());
        assertThat(actual.toDoubleArray()).isEqualTo(expected.toDoubleArray());
    }

    @Test
    void anOrthogonalMatrixTimesItsTransposeIsTheIdentity() {
        Tensor wide = Init.orthogonal_(Tensor.zeros(6, 3, 4), 2, generator).reshape(6, 12);
        assertIdentity(wide.matmul(wide.t()).div(4), 6);
        Tensor tall = Init.orthogonal_(Tensor.zeros(12, 5), 1, generator);
        assertIdentity(tall.t().matmul(tall), 5);
    }

    private static void assertIdentity(Tensor product, int n) {
        Tensor difference = product.sub(Init.eye_(Tensor.zeros(n, n))).abs();
        assertThat(difference.max().item()).isLessThan(1e-6);
    }

    @Test
    void aDiracKernelPassesItsInputThrough() {
        Tensor x = Tensor.randn(generator, 2, 4, 5, 6);
        Tensor weight = Init.dirac_(Tensor.zeros(4, 2, 3, 3), 2);
        Tensor y = Functional.conv2d(x, weight, null, new int[] {1}, new int[] {1}, new int[] {1}, 2);
        assertThat(y.toFloatArray()).isEqualTo(x.toFloatArray());
    }

    @Test
    void aSparseMatrixHasThatManyZerosInEachColumn() {
        Tensor x = Init.sparse_(Tensor.zeros(10, 7), 0.25, 1, generator);
        assertThat(x.eq(0).sum(0).toLongArray()).containsOnly(3);
    }

    @Test
    void aFanNeedsTwoDimensions() {
        assertThatThrownBy(() -> Init.xavierNormal_(Tensor.zeros(3))).isInstanceOf(ShapeException.class);
    }
}
