package dev.arclight.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.autograd.AutogradException;
import dev.arclight.op.Functions;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TensorRandomTest {
    private static final int MANY = 100_000;

    /** Four standard deviations of the mean of so many numbers of deviation 1. */
    private static final double UNIT = 4 / Math.sqrt(MANY);

    @Test
    void continuousDistributionsPassKolmogorovAndSmirnov() {
        passes(x -> x.uniform_(-2, 3, Generator.seeded(1)), v -> (v + 2) / 5);
        passes(x -> x.exponential_(2.5, Generator.seeded(2)), v -> 1 - Math.exp(-2.5 * v));
        passes(x -> x.cauchy_(1, 2, Generator.seeded(3)), v -> 0.5 + Math.atan((v - 1) / 2) / Math.PI);
        passes(x -> x.logNormal_(0.5, 2, Generator.seeded(4)), v -> normal((Math.log(v) - 0.5) / 2));
        passes(x -> x.normal_(-1, 3, Generator.seeded(5)), v -> normal((v + 1) / 3));
    }

    private static void passes(Function<Tensor, Tensor> fill, DoubleUnaryOperator distribution) {
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            double[] sorted = fill.apply(Tensor.empty(dtype, MANY)).toDoubleArray();
            Arrays.sort(sorted);
            double largest = 0;
            for (int i = 0; i < MANY; i++) {
                double expected = distribution.applyAsDouble(sorted[i]);
                largest = Math.max(largest, Math.abs((i + 0.5) / MANY - expected));
            }
            // Passed once in 10,000 seeds.
            assertThat(largest).isLessThan(Math.sqrt(-0.5 * Math.log(0.00005) / MANY));
        }
    }

    private static double normal(double x) {
        return Functions.erfc(-x * Math.sqrt(0.5)) / 2;
    }

    @Test
    void geometricNumbersCountTriesUntilSuccess() {
        for (double p : new double[] {0.05, 0.5, 0.9}) {
            double[] x = Tensor.empty(DType.FLOAT64, MANY)
                    .geometric_(p, Generator.seeded(6))
                    .toDoubleArray();
            assertThat(Arrays.stream(x).min().orElseThrow()).isEqualTo(1);
            double deviation = Math.sqrt(1 - p) / p;
            assertThat(Arrays.stream(x).average().orElseThrow()).isCloseTo(1 / p, within(UNIT * deviation));
            double ones = Arrays.stream(x).filter(v -> v == 1).count();
            assertThat(ones / MANY).isCloseTo(p, within(UNIT * Math.sqrt(p * (1 - p))));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3, 4, 9.99, 10, 37, 500, 1e6})
    void poissonNumbersHaveTheirMeanAndVariance(double rate) {
        double[] x = Tensor.poisson(Generator.seeded(7), Tensor.full(DType.FLOAT64, rate, MANY))
                .toDoubleArray();
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
                Arrays.stream(x).map(v -> (v - rate) * (v - rate)).average().orElseThrow();

        assertThat(Arrays.stream(x).allMatch(v -> v >= 0 && v == Math.rint(v))).isTrue();
        assertThat(mean).isCloseTo(rate, within(UNIT * Math.sqrt(rate) + 1e-12));
        assertThat(variance).isCloseTo(rate, within(UNIT * Math.sqrt(rate + 2 * rate * rate) + 1e-12));
    }

    @Test
    void poissonProbabilitiesPassChiSquare() {
        for (double rate : new double[] {3, 25}) {
            double[] x = Tensor.poisson(Generator.seeded(8), Tensor.full(DType.FLOAT64, rate, MANY))
                    .toDoubleArray();
            double chiSquare = 0;
            int cells = 0;
            double probability = Math.exp(-rate);
            for (int k = 0; k < 60; k++) {
                double expected = probability * MANY;
                if (expected > 20) {
                    double value = k;
                    double count = Arrays.stream(x).filter(v -> v == value).count();
                    chiSquare += (count - expected) * (count - expected) / expected;
                    cells++;
                }
                probability *= rate / (k + 1);
            }
            assertThat(chiSquare).isLessThan(cells + 4 * Math.sqrt(2.0 * cells));
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void wholeNumbersFillTheRangeOfEveryDType(DType dtype) {
        long[] x = Tensor.empty(dtype, 2000).random_(0, 2, Generator.seeded(9)).toLongArray();
        assertThat(LongStream.of(x).sum()).isBetween(880L, 1120L);
        assertThat(x).containsOnly(0, 1);
        assertThat(Tensor.empty(dtype, 1000).random_().toDoubleArray()).satisfies(values -> {
            assertThat(Arrays.stream(values).min().orElseThrow()).isNotNegative();
            assertThat(Arrays.stream(values).distinct().count()).isGreaterThan(dtype == DType.BOOL ? 1 : 100);
        });
        assertThat(Tensor.randint(Generator.seeded(1), dtype, 0, 2, 3, 4).type())
                .isEqualTo(new TensorType(dtype, Shape.of(3, 4)));
    }

    @Test
    void rangesOfWholeNumbersAreChecked() {
        assertThat(Tensor.randint(Generator.seeded(1), -3, 0, 1000).toLongArray())
                .containsOnly(-3, -2, -1);
        assertThatThrownBy(() -> Tensor.randint(3, 3, 2))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> Tensor.randint(DType.INT8, 0, 129, 2)).hasMessageContaining("-128 to 127");
        assertThatThrownBy(() -> Tensor.randint(DType.UINT8, -1, 2, 2)).hasMessageContaining("uint8");
        assertThat(Tensor.randintLike(Tensor.zeros(DType.UINT8, 9), 255, 256).toLongArray())
                .containsOnly(255);
    }

    @Test
    void stridesDoNotChangeWhichNumberGoesWhere() {
        float[] expected = Tensor.randn(Generator.seeded(10), 4, 3).toFloatArray();
        Tensor turned = Tensor.zeros(3, 4).t().normal_(0, 1, Generator.seeded(10));
        Tensor half = Tensor.randn(Generator.seeded(10), DType.FLOAT16, 4, 3);

        assertThat(turned.toFloatArray()).isEqualTo(expected);
        assertThat(half.toFloatArray())
                .isEqualTo(Tensor.of(expected.clone(), 12).to(DType.FLOAT16).toFloatArray());
    }

    @Test
    void aPartOfATensorIsFilledAlone() {
        Tensor x = Tensor.zeros(10);
        x.narrow(0, 2, 3).uniform_(1, 2);

        assertThat(x.toFloatArray()).satisfies(values -> {
            assertThat(values[1]).isZero();
            assertThat(values[2]).isBetween(1f, 2f);
            assertThat(values[5]).isZero();
        });
    }

    @Test
    void uniformNumbersStayBelowTheirUpperBound() {
        float[] x = Tensor.empty(MANY)
                .uniform_(1, 1 + 0x1p-22, Generator.seeded(11))
                .toFloatArray();
        int outside = 0;
        for (float value : x) {
            outside += value < 1 || value >= 1 + 0x1p-22f ? 1 : 0;
        }
        assertThat(outside).isZero();
        assertThat(Tensor.empty(3).uniform_(2, 2).toFloatArray()).containsOnly(2);
    }

    @Test
    void wrongParametersAreNamed() {
        Tensor x = Tensor.zeros(3);
        assertThatThrownBy(() -> x.uniform_(2, 1))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("uniform_");
        assertThatThrownBy(() -> x.uniform_(0, Double.POSITIVE_INFINITY)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> x.normal_(0, -1)).hasMessageContaining("normal_");
        assertThatThrownBy(() -> x.logNormal_(0, 0)).hasMessageContaining("logNormal_");
        assertThatThrownBy(() -> x.exponential_(0)).hasMessageContaining("exponential_");
        assertThatThrownBy(() -> x.cauchy_(0, -1)).hasMessageContaining("cauchy_");
        assertThatThrownBy(() -> x.geometric_(1)).hasMessageContaining("geometric_");
        assertThatThrownBy(() -> x.bernoulli_(1.5)).hasMessageContaining("from 0 to 1");
        assertThatThrownBy(() -> Tensor.arange(3).uniform_()).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.rand(DType.INT32, 2)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.full(true, 2).geometric_(0.5)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.bernoulli(Tensor.arange(2))).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.poisson(Tensor.full(-1, 2))).hasMessageContaining("poisson");
        assertThatThrownBy(() -> Tensor.normal(x, Tensor.full(-1, 3))).hasMessageContaining("normal");
        assertThatThrownBy(() -> Tensor.randperm(-1)).isInstanceOf(ArclightException.class);
    }

    @Test
    void bernoulliFollowsEachProbability() {
        Tensor p = Tensor.of(new float[] {0, 0.25f, 1}, 3);
        Tensor x = Tensor.empty(DType.INT32, 40_000, 3).bernoulli_(p, Generator.seeded(12));
        double[] means = x.to(DType.FLOAT64).mean(0).toDoubleArray();

        assertThat(means[0]).isZero();
        assertThat(means[1]).isCloseTo(0.25, within(0.01));
        assertThat(means[2]).isEqualTo(1);
        assertThat(Tensor.bernoulli(p.to(DType.FLOAT64)).dtype()).isEqualTo(DType.FLOAT64);
        assertThat(Tensor.full(false, 100).bernoulli_(1).toBooleanArray()).containsOnly(true);
    }

    @Test
    void normalTakesAMeanAndDeviationForEachElement() {
        Tensor mean = Tensor.of(new float[] {-100, 0, 100}, 3);
        Tensor std = Tensor.of(new float[] {0, 1}, 2, 1);
        Tensor x = Tensor.normal(Generator.seeded(13), mean, std);

        assertThat(x.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(x.select(0, 0).toFloatArray()).containsExactly(-100, 0, 100);
        assertThat(x.sub(mean).abs().max().item()).isBetween(0.01, 6.0);
        assertThat(Tensor.normal(mean, 0.0).toFloatArray()).containsExactly(-100, 0, 100);
        assertThat(Tensor.normal(5, Tensor.zeros(2)).toFloatArray()).containsOnly(5);
        assertThat(Tensor.normal(5, 0, 2, 2).toFloatArray()).containsOnly(5);
    }

    @Test
    void multinomialDrawsByWeight() {
        Tensor weights = Tensor.of(new double[] {1, 0, 3, 0}, 4);
        long[] again =
                Tensor.multinomial(Generator.seeded(14), weights, 40_000, true).toLongArray();
        assertThat(again).containsOnly(0, 2);
        assertThat(LongStream.of(again).filter(i -> i == 2).count() / 40_000.0).isCloseTo(0.75, within(0.01));

        Tensor rows = weights.expand(20_000, 4);
        Tensor once = Tensor.multinomial(Generator.seeded(15), rows, 2, false);
        assertThat(once.shape()).isEqualTo(Shape.of(20_000, 2));
        assertThat(once.sum(1).toLongArray()).containsOnly(2);
        assertThat(once.select(1, 0).to(DType.FLOAT64).mean().item()).isCloseTo(1.5, within(0.02));
    }

    @Test
    void multinomialRefusesWhatCannotBeDrawn() {
        Tensor weights = Tensor.of(new float[] {1, 0, 3}, 3);
        assertThatThrownBy(() -> Tensor.multinomial(weights, 3)).hasMessageContaining("2 have a weight");
        assertThatThrownBy(() -> Tensor.multinomial(weights, 0)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Tensor.multinomial(weights.neg(), 1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Tensor.multinomial(weights.mul(0), 1, true)).hasMessageContaining("all weights");
        assertThatThrownBy(() -> Tensor.multinomial(weights.div(0), 1, true)).isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> Tensor.multinomial(Tensor.arange(3), 1)).isInstanceOf(DTypeException.class);
        assertThatThrownBy(() -> Tensor.multinomial(Tensor.ones(1, 1, 1), 1)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Tensor.multinomial(Tensor.ones(2, 0), 1)).isInstanceOf(ShapeException.class);
    }

    @Test
    void gradientsStopAtWhatWasDrawn() {
        Tensor x = Tensor.ones(3).requiresGrad(true);
        Tensor y = x.mul(2);
        y.uniform_();
        y.sum().backward();

        assertThat(x.grad()).isNull();
        assertThatThrownBy(() -> x.normal_())
                .isInstanceOf(AutogradException.class)
                .hasMessageContaining("leaf");
        assertThat(Tensor.bernoulli(Tensor.full(0.5, 2).requiresGrad(true)).requiresGrad())
                .isFalse();
    }

    @Test
    void defaultsArePytorchs() {
        same(Tensor::exponential_, x -> x.exponential_(1));
        same(Tensor::cauchy_, x -> x.cauchy_(0, 1));
        same(Tensor::logNormal_, x -> x.logNormal_(1, 2));
        same(Tensor::bernoulli_, x -> x.bernoulli_(0.5));
        same(Tensor::normal_, x -> Tensor.randnLike(x.to(DType.INT32), DType.FLOAT32));
        same(Tensor::uniform_, x -> Tensor.randLike(x.to(DType.INT32), DType.FLOAT32));
        same(x -> x.random_(7), x -> Tensor.randintLike(x, 0, 7, DType.INT16));
        same(x -> x.normal_(3, 2), x -> Tensor.normal(3, 2, 50));
        same(x -> x.normal_(3, 2), x -> Tensor.normal(Generator.current(), 3, 2, 50));
    }

    private static void same(Function<Tensor, Tensor> one, Function<Tensor, Tensor> other) {
        Generator.manualSeed(31);
        double[] expected = one.apply(Tensor.zeros(50)).toDoubleArray();
        Generator.manualSeed(31);
        assertThat(other.apply(Tensor.zeros(50)).toDoubleArray()).isEqualTo(expected);
    }

    @Test
    void aSeedGivesTheThreadsFunctionsTheSameNumbers() {
        Generator.manualSeed(4);
        float[] first = Tensor.cat(List.of(Tensor.rand(3), Tensor.randn(3), Tensor.randLike(Tensor.ones(2))), 0)
                .toFloatArray();
        long[] order = Tensor.randperm(9).toLongArray();
        Generator.manualSeed(4);

        assertThat(Tensor.cat(List.of(Tensor.rand(3), Tensor.randn(3), Tensor.randLike(Tensor.ones(2))), 0)
                        .toFloatArray())
                .isEqualTo(first);
        assertThat(Tensor.randperm(9).toLongArray()).isEqualTo(order);
        assertThat(Tensor.randnLike(Tensor.zeros(DType.FLOAT64, 2)).dtype()).isEqualTo(DType.FLOAT64);
    }
}
