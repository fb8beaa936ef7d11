package dev.arclight.jobs.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConfusionMatrixTest {
    private static final double EXACT = 1e-12;

    @Test
    void accuracyIsTheShareOfTheDiagonal() {
        ConfusionMatrix matrix = matrix();

        assertThat(matrix.total()).isEqualTo(20);
        assertThat(matrix.correct()).isEqualTo(14);
        assertThat(matrix.accuracy()).isCloseTo(0.7, within(EXACT));
    }

    @Test
    void precisionRecallAndF1AreOfEachClass() {
        ConfusionMatrix matrix = matrix();

        assertThat(matrix.precision(0)).isCloseTo(8.0 / 10, within(EXACT));
        assertThat(matrix.recall(0)).isCloseTo(8.0 / 12, within(EXACT));
        assertThat(matrix.f1(0)).isCloseTo(16.0 / 22, within(EXACT));
    }

    @Test
    void aClassWithoutExamplesHasZeros() {
        ConfusionMatrix matrix = new ConfusionMatrix();
        matrix.add(2, 0, 5);

        assertThat(matrix.classes()).isEqualTo(3);
        assertThat(matrix.precision(1)).isZero();
        assertThat(matrix.recall(1)).isZero();
        assertThat(matrix.f1(1)).isZero();
    }

    @Test
    void theTableSaysWhatAClassIsMistakenFor() {
        assertThat(matrix().byClass(List.of("cat", "dog")).lines())
                .containsExactly(
                        "class  examples  precision  recall     F1  mistaken for",
                        "0 cat        12      0.800   0.667  0.727       1 dog 4",
                        "1 dog         8      0.600   0.750  0.667       0 cat 2");
    }

    private static ConfusionMatrix matrix() {
        ConfusionMatrix matrix = new ConfusionMatrix();
        matrix.add(0, 0, 8);
        matrix.add(0, 1, 4);
        matrix.add(1, 0, 2);
        matrix.add(1, 1, 6);
        return matrix;
    }
}
