package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingTest {
    private static final Tensor NUMBERS = Tensor.of(new long[] {4, 1, 4, 0, 4, 1}, 2, 3);

    private static Embedding cutting(@Nullable Integer paddingIdx, double normType, boolean scaleGradByFreq) {
        Embedding embedding = new Embedding(6, 5, paddingIdx, 1.0, normType, scaleGradByFreq);
        Tensor weight = Tensor.randn(Generator.seeded(1), 6, 5).mul(2);
        // One row is short enough to stay as it is.
        weight.select(0, 1).mul_(0.01);
        embedding.loadStateDict(Map.of("weight", weight));
        return embedding;
    }

    @ParameterizedTest
    @CsvSource({", 2, false", "4, 2, false", "5, 1, true", "0, Infinity, true"})
    void evaluationGivesWhatTrainingGivesAndLeavesTheWeightAlone(
            @Nullable Integer paddingIdx, double normType, boolean scaleGradByFreq) {
        Embedding training = cutting(paddingIdx, normType, scaleGradByFreq);
        Embedding evaluating = cutting(paddingIdx, normType, scaleGradByFreq);
        evaluating.eval();
        float[] before = evaluating.weight().toFloatArray();
        Tensor expected = training.forward(NUMBERS);
        Tensor actual = evaluating.forward(NUMBERS);
        assertThat(actual.toFloatArray()).isEqualTo(expected.toFloatArray());
        assertThat(evaluating.weight().toFloatArray()).isEqualTo(before);
        assertThat(training.weight().toFloatArray()).isNotEqualTo(before);
        Tensor seed = Tensor.randn(Generator.seeded(2), 2, 3, 5);
        expected.mul(seed).sum().backward();
        actual.mul(seed).sum().backward();
        assertThat(Objects.requireNonNull(evaluating.weight().grad()).toFloatArray())
                .isEqualTo(Objects.requireNonNull(training.weight().grad()).toFloatArray());
    }

    @Test
    void evaluationRefusesWhatTrainingRefuses() {
        Embedding embedding = cutting(null, 2, false);
        embedding.eval();
        assertThatThrownBy(() -> embedding.forward(Tensor.of(new long[] {6}, 1)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("index 6");
        assertThatThrownBy(() -> embedding.forward(NUMBERS.to(DType.FLOAT32))).isInstanceOf(DTypeException.class);
    }
}
