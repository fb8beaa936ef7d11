package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.arclight.tensor.DType;
import dev.arclight.tensor.Dims;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DropoutTest {
    private static final double ALPHA = -1.0507009873554805 * 1.6732632423543772;

    @BeforeEach
    void seed() {
        Generator.manualSeed(3);
    }

    @Test
    void channelsAreDroppedWhole() {
        Tensor y = new Dropout2d(0.4).forward(Tensor.ones(50, 40, 3, 2));
        Tensor low = y.amin(Dims.of(2, 3), false);
        Tensor high = y.amax(Dims.of(2, 3), false);
        assertThat(low.toFloatArray()).isEqualTo(high.toFloatArray());
        assertThat(high.eq(0).sum().item() / 2000).isCloseTo(0.4, within(0.05));
        assertThat(high.max().item()).isCloseTo(1 / 0.6, within(1e-6));
    }

    @Test
    void evaluationPassesEverything() {
        Tensor x = Tensor.randn(Generator.seeded(1), 2, 3, 4);
        assertThat(new Dropout1d(0.5).eval().forward(x)).isSameAs(x);
        assertThat(new AlphaDropout(0.5).eval().forward(x)).isSameAs(x);
    }

    @Test
    void whatStaysIsScaledInTheInputsOwnPrecision() {
        double third = 1 / (1 - 0.7);
        for (Tensor y : List.of(
                new Dropout(0.7).forward(Tensor.ones(DType.FLOAT64, 100)),
                new Dropout2d(0.7).forward(Tensor.ones(DType.FLOAT64, 5, 20, 2, 2)))) {
            assertThat(y.max().item()).isEqualTo(third);
            assertThat(y.min().item()).isZero();
        }
        // Rounded once: a scale that was rounded to float16 itself would give 9.9921875.
        Tensor half = new Dropout(0.7).forward(Tensor.full(3, 100).to(DType.FLOAT16));
        assertThat(half.max().item()).isEqualTo(10);
        double scale = 1 / Math.sqrt(0.3 * (1 + 0.7 * ALPHA * ALPHA));
        Tensor alpha = new AlphaDropout(0.7).forward(Tensor.zeros(DType.FLOAT64, 100));
        assertThat(alpha.min().item()).isCloseTo(scale * ALPHA - scale * ALPHA * 0.7, within(1e-15));
    }

    @Test
    void alphaDropoutKeepsMeanAndVariance() {
        Tensor y = new AlphaDropout(0.3).forward(Tensor.randn(Generator.seeded(1), 200_000));
        double mean = y.mean().item();
        assertThat(mean).isCloseTo(0, within(0.01));
        assertThat(y.mul(y).mean().item() - mean * mean).isCloseTo(1, within(0.02));
    }

    @Test
    void everythingCanBeDropped() {
        assertThat(new Dropout3d(1).forward(Tensor.ones(1, 2, 2, 2, 2)).sum().item())
                .isZero();
        assertThat(new AlphaDropout(1).forward(Tensor.ones(5)).sum().item()).isZero();
    }

    @Test
    void shapesAndProbabilitiesThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> new Dropout3d(0.5).forward(Tensor.ones(2, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("dropout3d");
        assertThatThrownBy(() -> new Dropout2d(1.5)).isInstanceOf(IllegalArgumentException.class);
    }
}
