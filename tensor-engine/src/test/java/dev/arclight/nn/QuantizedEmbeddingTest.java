package dev.arclight.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.io.ModelFolder;
import dev.arclight.io.Signature;
import dev.arclight.io.TensorSpec;
import dev.arclight.quantize.DynamicQuantization;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.DTypeException;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizedEmbeddingTest {
    @TempDir
    Path temporary;

    @BeforeEach
    void seed() {
        Generator.manualSeed(4);
    }

    @Test
    void vectorsAreWithinHalfAStepOfTheFloatLayers() {
        Embedding embedding = new Embedding(30, 17, 2);
        Embedding quantized = Int8.of(embedding);
        Tensor numbers = Tensor.of(new long[] {0, 29, 2, 7, 7, 11}, 2, 3);

        Tensor difference =
                quantized.forward(numbers).sub(embedding.forward(numbers)).abs();

        assertThat(difference.shape()).isEqualTo(Shape.of(2, 3, 17));
        assertThat(difference.max().item())
                .isLessThanOrEqualTo(quantized.scale().max().item() * 0.5001);
        assertThat(quantized.forward(Tensor.of(new long[] {2}, 1)).abs().max().item())
                .isZero();
    }

    @Test
    void noNumbersGiveNoVectors() {
        Embedding quantized = Int8.of(new Embedding(3, 5));

        assertThat(quantized.forward(Tensor.zeros(DType.INT64, 0)).shape()).isEqualTo(Shape.of(0, 5));
    }

    @Test
    void inputsThatDoNotFitAreRefused() {
        Embedding quantized = Int8.of(new Embedding(3, 5));

        assertThatThrownBy(() -> quantized.forward(Tensor.of(new long[] {1, 3}, 2)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("3");
        assertThatThrownBy(() -> quantized.forward(Tensor.of(new long[] {-1}, 1)))
                .isInstanceOf(ArclightException.class);
        assertThatThrownBy(() -> quantized.forward(Tensor.zeros(2))).isInstanceOf(DTypeException.class);
    }

    @Test
    void anEmbeddingWithALargestNormIsRefused() {
        Embedding embedding = new Embedding(3, 5, null, 1.0, 2, false);

        assertThatThrownBy(() -> embedding.toInt8()).isInstanceOf(ArclightException.class);
    }

    @Test
    void onlyTheKindsAskedForAreReplacedAndComeBackFromAFolder() {
        Module network = new Sequential(new Embedding(40, 6), new Flatten(), new Linear(12, 3));
        Tensor numbers = Tensor.of(new long[] {1, 39, 4, 0}, 2, 2);

        Module quantized = DynamicQuantization.quantize(network, Set.of(Embedding.class));

        assertThat(((Quantizable) quantized.children().get(0)).isInt8()).isTrue();
        assertThat(((Quantizable) quantized.children().get(2)).isInt8()).isFalse();
        Path folder = temporary.resolve("int8");
        ModelFolder.save(
                quantized,
                Signature.of(new TensorSpec("x", DType.INT64, -1, 2), new TensorSpec("y", DType.FLOAT32, -1, 3)),
                folder);
        assertThat(ModelFolder.load(folder).module().forward(numbers).toFloatArray())
                .isEqualTo(quantized.forward(numbers).toFloatArray());
    }

    @Test
    void aKindWithoutAnInt8LayerIsNamed() {
        assertThatThrownBy(() -> DynamicQuantization.quantize(new Sequential(), Set.of(RNN.class)))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("RNN");
    }
}
