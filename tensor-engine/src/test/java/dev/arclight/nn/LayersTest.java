package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What libtorch cannot tell: distributions, refusals and layers that torchvision has. */
class LayersTest {
    @Test
    void firstWeightsAreUniformWithinPyTorchsBound() {
        Generator.manualSeed(3);
        uniformWithin(new Linear(400, 300).weight(), 1 / Math.sqrt(400));
        uniformWithin(new Conv2d(16, 64, 5).weight(), 1 / Math.sqrt(16 * 25));
        uniformWithin(java.util.Objects.requireNonNull(new Linear(400, 5000).bias()), 1 / Math.sqrt(400));
    }

    @Test
    void glorotAndHeWeightsHaveTheirBoundsAndDeviations() {
        Generator generator = Generator.seeded(4);
        uniformWithin(Init.xavierUniform_(Tensor.zeros(300, 200), generator), Math.sqrt(6.0 / 500));
        uniformWithin(Init.kaimingUniform_(Tensor.zeros(300, 200), 0, generator), Math.sqrt(6.0 / 200));
        double deviation = deviation(Init.kaimingNormal_(Tensor.zeros(300, 200), generator));
        assertThat(deviation / Math.sqrt(2.0 / 200)).isBetween(0.98, 1.02);
    }

    /** Never outside, close to the bound on both sides, and with a uniform's deviation. */
    private static void uniformWithin(Tensor tensor, double bound) {
        double slack = 1 + 1e-6;
        assertThat(tensor.detach().max().item()).isBetween(0.98 * bound, slack * bound);
        assertThat(tensor.detach().min().item()).isBetween(-slack * bound, -0.98 * bound);
        assertThat(deviation(tensor) / (bound / Math.sqrt(3))).isBetween(0.97, 1.03);
    }

    private static double deviation(Tensor tensor) {
        double squares = 0;
        for (double value : tensor.toDoubleArray()) {
            squares += value * value;
        }
        return Math.sqrt(squares / tensor.numel());
    }

    @Test
    void theSameSeedMakesTheSameNetwork() {
        Generator.manualSeed(5);
        float[] first = new Linear(3, 4).weight().toFloatArray();
        Generator.manualSeed(5);
        assertThat(new Linear(3, 4).weight().toFloatArray()).isEqualTo(first);
        assertThat(new Linear(3, 4).weight().toFloatArray()).isNotEqualTo(first);
    }

    @Test
    void dropoutKeepsTheMeanAndLeavesEvaluationAlone() {
        Generator.manualSeed(6);
        Dropout dropout = new Dropout(0.3);
        Tensor x = Tensor.ones(100_000);
        float[] dropped = dropout.forward(x).toFloatArray();
        int zeros = 0;
        for (float value : dropped) {
            assertThat(value == 0 || value == (float) (1 / 0.7)).isTrue();
            zeros += value == 0 ? 1 : 0;
        }
        assertThat(zeros).isBetween(29_000, 31_000);
        dropout.eval();
        assertThat(dropout.forward(x)).isSameAs(x);
    }

    @Test
    void dropoutsGradientIsItsMask() {
        Generator.manualSeed(7);
        Tensor x = Tensor.ones(100).requiresGrad(true);
        Tensor y = new Dropout(0.5).forward(x);
        y.sum().backward();
        assertThat(java.util.Objects.requireNonNull(x.grad()).toFloatArray()).isEqualTo(y.toFloatArray());
    }

    @Test
    void probabilitiesOutsideZeroToOneAreRefused() {
        assertThatThrownBy(() -> new Dropout(1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new Dropout(Double.NaN)).hasMessageContaining("NaN");
    }

    @Test
    void bytesAreScaledAndNormalized() {
        Tensor pixels = Tensor.ofBytes(new byte[] {0, (byte) 255, 127, 51}, DType.UINT8, 1, 1, 2, 2);
        Tensor x = new Sequential(new ToDtype(DType.FLOAT32, true), new Normalize(0.5, 0.25)).forward(pixels);
        assertThat(x.item(0, 0, 0, 0)).isEqualTo(-2);
        assertThat(x.item(0, 0, 0, 1)).isEqualTo(2);
        assertThat(x.item(0, 0, 1, 1)).isBetween(-1.2000001, -1.1999999);
    }

    @Test
    void unflattenUndoesFlatten() {
        Tensor x = Tensor.arange(0, 24).view(2, 3, 4);
        assertThat(new Unflatten(1, 3, -1).forward(new Flatten().forward(x)).shape())
                .isEqualTo(Shape.of(2, 3, 4));
        assertThatThrownBy(() -> new Unflatten(1, 5, 2).forward(new Flatten().forward(x)))
                .isInstanceOf(ShapeException.class);
    }

    @Test
    void aTargetOutOfRangeIsNamed() {
        assertThatThrownBy(() -> Functional.crossEntropy(Tensor.zeros(2, 3), Tensor.of(new long[] {0, 3}, 2)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("target 3 of example 1");
    }

    @Test
    void aLossOfOnlyIgnoredExamplesIsNan() {
        Tensor loss = new CrossEntropyLoss(null, 1, Reduction.MEAN, 0)
                .forward(Tensor.zeros(2, 3), Tensor.of(new long[] {1, 1}, 2));
        assertThat(loss.item()).isNaN();
    }

    @Test
    void inputsOfTheWrongWidthNameBothShapes() {
        assertThatThrownBy(() -> new Linear(3, 2).forward(Tensor.zeros(4, 5)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[4, 5]")
                .hasMessageContaining("[2, 3]");
        assertThatThrownBy(() -> new Conv2d(3, 8, 3).forward(Tensor.zeros(1, 4, 8, 8)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("4 channels");
        assertThatThrownBy(() -> new MaxPool2d(3).forward(Tensor.zeros(1, 1, 2, 2)))
                .isInstanceOf(ShapeException.class);
    }
}
