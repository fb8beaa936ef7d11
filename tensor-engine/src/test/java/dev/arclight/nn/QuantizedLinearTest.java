package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.autograd.AutogradException;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Arena;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizedLinearTest {
    @BeforeEach
    void seed() {
        Generator.manualSeed(3);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,784,128", "3,17,5", "64,33,31", "7,1500,10", "2,4096,3", "0,4,4", "5,0,3", "5,3,0"})
    void resultsAreThoseOfThePlainLoops(int rows, int inFeatures, int outFeatures) {
        Linear layer = Int8.of(new Linear(inFeatures, outFeatures));
        Tensor x = Tensor.randn(Generator.seeded(rows), rows, inFeatures).mul(3);

        assertThat(layer.forward(x).toFloatArray()).isEqualTo(plain(layer, x.toFloatArray(), rows));
    }

    @Test
    void everyWeightIsWithinHalfAStep() {
        Linear linear = new Linear(100, 20);
        Linear layer = Int8.of(linear);
        for (int out = 0; out < 20; out++) {
            float step = layer.scale().storage().floats()[out];
            for (int in = 0; in < 100; in++) {
                assertThat(layer.weight().item(out, in) * step)
                        .isCloseTo(linear.weight().item(out, in), within(step * 0.5001));
            }
        }
    }

    @Test
    void theLargestWeightOfEachOutputTakesTheLargestCode() {
        Linear layer = Int8.of(new Linear(50, 8));
        for (int out = 0; out < 8; out++) {
            assertThat(layer.weight().select(0, out).abs().max().item()).isEqualTo(127);
        }
    }

    @Test
    void resultsAreNearTheFloatLayers() {
        Linear linear = new Linear(256, 64);
        Tensor x = Tensor.randn(Generator.seeded(1), 32, 256);
        Tensor exact = linear.forward(x).detach();

        Tensor difference = Int8.of(linear).forward(x).sub(exact).abs();

        assertThat(difference.max().item()).isLessThan(0.02 * exact.abs().max().item());
    }

    @Test
    void aRowsResultDoesNotDependOnItsBatch() {
        Linear layer = Int8.of(new Linear(300, 20));
        Tensor batch = Tensor.randn(Generator.seeded(2), 9, 300);
        Tensor together = layer.forward(batch);
        for (int row = 0; row < 9; row++) {
            assertThat(layer.forward(batch.narrow(0, row, 1)).toFloatArray())
                    .isEqualTo(together.select(0, row).toFloatArray());
        }
    }

    @Test
    void inputsOfAnyRankAndStridesAreTaken() {
        Linear layer = Int8.of(new Linear(6, 4));
        Tensor x = Tensor.randn(Generator.seeded(2), 6, 5, 2).permute(2, 1, 0);

        Tensor result = layer.forward(x);

        assertThat(result.shape()).isEqualTo(Shape.of(2, 5, 4));
        assertThat(result.toFloatArray())
                .isEqualTo(layer.forward(x.contiguous().view(10, 6)).toFloatArray());
        assertThat(layer.forward(x.select(0, 0).select(0, 0)).shape()).isEqualTo(Shape.of(4));
    }

    @Test
    void aRowOfZerosGivesTheBias() {
        Linear layer = Int8.of(new Linear(6, 4));

        assertThat(layer.forward(Tensor.zeros(1, 6)).toFloatArray())
                .isEqualTo(layer.bias().toFloatArray());
    }

    @Test
    void rowsOfTheSmallestAndLargestFloatsStayFinite() {
        Linear layer = Int8.of(new Linear(2, 1));
        for (float value : new float[] {Float.MIN_VALUE, Float.MIN_NORMAL, 1e-37f, 4e-37f, 1e-30f, 1e37f}) {
            Tensor x = Tensor.of(new float[] {value, -value / 2}, 1, 2);
            assertThat(Float.isFinite(layer.forward(x).toFloatArray()[0])).isTrue();
        }
    }

    @Test
    void onlyTheRowWithNanOrInfinityBecomesNan() {
        Linear layer = Int8.of(new Linear(3, 2));
        Tensor x = Tensor.of(
                new float[] {1, 2, 3, 1, Float.NaN, 3, 1, 2, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 2, 3},
                4,
                3);

        float[] result = layer.forward(x).toFloatArray();

        assertThat(result[0]).isFinite();
        for (int i = 2; i < 8; i++) {
            assertThat(result[i]).isNaN();
        }
    }

    @Test
    void weightsThatAreNotFiniteAreRefused() {
        Linear linear = new Linear(3, 2);
        linear.weight().storage().floats()[4] = Float.NaN;

        assertThatThrownBy(linear::toInt8)
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("weight, row 1, are not finite");
        assertThat(linear.isInt8()).isFalse();
        assertThat(linear.parameters()).hasSize(2);
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        Linear layer = Int8.of(new Linear(3, 2));

        assertThatThrownBy(() -> layer.forward(Tensor.zeros(2, 4)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("must be 3");
        assertThatThrownBy(() -> layer.forward(Tensor.zeros(DType.FLOAT64, 2, 3)))
                .isInstanceOf(DTypeException.class)
                .hasMessageContaining("expected float32");
        assertThatThrownBy(() -> new Linear(200_000, 1, false).toInt8()).isInstanceOf(ShapeException.class);
    }

    @Test
    void theLayerItselfBecomesInt8AndHasBuffersAlone() {
        Linear layer = new Linear(3, 2);
        assertThat(layer.scale()).isNull();

        layer.toInt8();
        layer.toInt8();

        assertThat(layer.parameters()).isEmpty();
        assertThat(layer.stateDict().keySet()).containsExactly("weight", "scale", "bias");
        assertThat(layer.stateDict().get("weight").dtype()).isEqualTo(DType.INT8);
        assertThat(layer).hasToString("DynamicQuantizedLinear(in_features=3, out_features=2, bias=True, dtype=int8)");
    }

    @Test
    void aGradientIsRefused() {
        Linear layer = Int8.of(new Linear(3, 2));
        Tensor x = Tensor.ones(1, 3).requiresGrad(true);
        Tensor sum = layer.forward(x).sum();

        assertThatThrownBy(sum::backward).isInstanceOf(AutogradException.class).hasMessageContaining("linearDynamic");
    }

    @Test
    void stepsWithinAnArenaGiveTheSame() {
        Linear layer = Int8.of(new Linear(30, 7));
        Tensor x = Tensor.randn(Generator.seeded(2), 4, 30);
        float[] expected = layer.forward(x).toFloatArray();
        Arena arena = new Arena();
        for (int step = 0; step < 3; step++) {
            try (Arena.Scope scope = arena.open()) {
                assertThat(layer.forward(x).toFloatArray()).isEqualTo(expected);
            }
        }
    }

    @Test
    void newWeightsAreSeenByTheNextCall() {
        Linear layer = Int8.of(new Linear(30, 7));
        Linear other = Int8.of(new Linear(30, 7));
        Tensor x = Tensor.randn(Generator.seeded(2), 4, 30);
        float[] before = layer.forward(x).toFloatArray();

        layer.loadStateDict(other.stateDict());

        assertThat(layer.forward(x).toFloatArray())
                .isEqualTo(other.forward(x).toFloatArray())
                .isNotEqualTo(before);
    }

    /** The layer as one would write it down. */
    private static float[] plain(Linear layer, float[] x, int rows) {
        int in = layer.inFeatures();
        int out = layer.outFeatures();
        byte[] weights = layer.weight().storage().bytes();
        float[] result = new float[rows * out];
        for (int row = 0; row < rows; row++) {
            float largest = 0;
            for (int i = 0; i < in; i++) {
                largest = Math.max(largest, Math.abs(x[row * in + i]));
            }
            for (int j = 0; j < out; j++) {
                int sum = 0;
                for (int i = 0; i < in; i++) {
                    sum += (int) Math.rint(x[row * in + i] * (127 / largest)) * weights[j * in + i];
                }
                result[row * out + j] =
                        sum * (largest / 127 * layer.scale().storage().floats()[j])
                                + layer.bias().storage().floats()[j];
            }
        }
        return result;
    }
}
