package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.EmbeddingBagMode;
import dev.arclight.nn.Functional;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Embeddings and bags of them: the same rows, gradients, norms and refusals as libtorch's. */
@SuppressWarnings("try") // Scopes are there to be closed.
class EmbeddingAgreementTest {
    private static final double FLOAT32 = 1e-5;
    private static final Tensor INDICES = Tensor.of(new long[] {4, 1, 4, 0, 9, 1, 4, 2, 2, 7}, 10);

    @ParameterizedTest
    @CsvSource({"-1, false", "4, false", "-1, true", "1, true"})
    void embeddingAgreesWithPaddingAndScaledGradients(int padding, boolean scale) {
        Integer paddingIdx = padding < 0 ? null : padding;
        for (int[] shape : new int[][] {{10}, {5, 2}, {1, 10}}) {
            Both.agree(
                    in -> Functional.embedding(in[0].reshape(shape), in[1], paddingIdx, null, 2, scale),
                    in -> torch.embedding(in[1], in[0].reshape(Torch.longs(shape)), padding, scale, false),
                    List.of(INDICES, random(1, 10, 33)),
                    FLOAT32);
        }
    }

    @Test
    void aNegativePaddingIndexCountsFromTheEnd() {
        Both.agree(
                in -> Functional.embedding(in[0], in[1], -6, null, 2, false),
                in -> torch.embedding(in[1], in[0], 4, false, false),
                List.of(INDICES, random(1, 10, 3)),
                FLOAT32);
    }

    @ParameterizedTest
    @CsvSource({"1.0, 2", "0.5, 1", "0.7, 3", "0.4, Infinity"})
    void rowsThatAreAskedForAreScaledDownToTheNorm(double maxNorm, double normType) {
        Tensor weight = random(1, 10, 33);
        try (PointerScope scope = new PointerScope()) {
            org.bytedeco.pytorch.Tensor theirs = Torch.of(weight.to(DType.FLOAT64));
            Functional.embedding(INDICES, weight, null, maxNorm, normType, false);
            torch.embedding_renorm_(theirs, Torch.of(INDICES), maxNorm, normType);
            Agree.close("weight", weight, theirs, FLOAT32, false);
        }
    }

    @ParameterizedTest
    @EnumSource(EmbeddingBagMode.class)
    void bagsAgreeEmptyOnesAndPaddingAmongThem(EmbeddingBagMode mode) {
        long code = mode.ordinal();
        Tensor offsets = Tensor.of(new long[] {0, 0, 3, 3, 4, 10}, 6);
        for (int padding : new int[] {-1, 4}) {
            Integer paddingIdx = padding < 0 ? null : padding;
            for (boolean last : new boolean[] {false, true}) {
                Both.agree(
                        in -> Functional.embeddingBag(
                                in[0], in[2], in[1], null, 2, false, mode, null, last, paddingIdx),
                        in -> torch.embedding_bag(
                                        in[2],
                                        in[0],
                                        in[1],
                                        false,
                                        code,
                                        false,
                                        new TensorOptional(),
                                        last,
                                        padding < 0 ? new LongOptional() : new LongOptional(padding))
                                .get0(),
                        List.of(INDICES, offsets, random(1, 10, 33)),
                        FLOAT32);
            }
        }
    }

    /** libtorch's embedding_bag takes another row's frequency; its embedding takes the row's own. */
    @Test
    void gradientsOfBagsAreScaledByTheFrequencyOfTheirRow() {
        Both.agree(
                in -> Functional.embeddingBag(
                        in[0].reshape(5, 2), in[1], null, null, 2, true, EmbeddingBagMode.SUM, null, false, null),
                in -> torch.sum(
                        torch.embedding(in[1], in[0].reshape(5, 2), -1, true, false),
                        new long[] {1},
                        false,
                        new ScalarTypeOptional()),
                List.of(INDICES, random(1, 10, 33)),
                FLOAT32);
    }

    @Test
    void bagsWithWeightsAgreeAndSoDoTheWeightsGradients() {
        Tensor offsets = Tensor.of(new long[] {0, 3, 3}, 3);
        for (int padding : new int[] {-1, 4}) {
            Both.agree(
                    in -> Functional.embeddingBag(
                            in[0],
                            in[2],
                            in[1],
                            null,
                            2,
                            false,
                            EmbeddingBagMode.SUM,
                            in[3],
                            false,
                            padding < 0 ? null : padding),
                    in -> torch.embedding_bag(
                                    in[2],
                                    in[0],
                                    in[1],
                                    false,
                                    0,
                                    false,
                                    new TensorOptional(in[3]),
                                    false,
                                    padding < 0 ? new LongOptional() : new LongOptional(padding))
                            .get0(),
                    List.of(INDICES, offsets, random(1, 10, 33), random(2, 10)),
                    FLOAT32);
        }
    }

    @Test
    void rowsOfAMatrixAreBags() {
        Both.agree(
                in -> Functional.embeddingBag(
                        in[0].reshape(5, 2), in[1], null, null, 2, false, EmbeddingBagMode.MEAN, null, false, null),
                in -> torch.embedding_bag(
                                in[1],
                                in[0],
                                Torch.of(Tensor.of(new long[] {0, 2, 4, 6, 8}, 5)),
                                false,
                                1,
                                false,
                                new TensorOptional(),
                                false)
                        .get0(),
                List.of(INDICES, random(1, 10, 33)),
                FLOAT32);
    }

    @Test
    void whatLibtorchRefusesIsRefused() {
        Tensor weight = random(1, 10, 3);
        Tensor offsets = Tensor.of(new long[] {1, 3}, 2);
        assertThatThrownBy(() -> Functional.embeddingBag(
                        INDICES, weight, offsets, null, 2, false, EmbeddingBagMode.SUM, null, false, null))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("begin at 0");
        assertThatThrownBy(() -> Functional.embeddingBag(
                        INDICES, weight, offsets, null, 2, false, EmbeddingBagMode.MEAN, random(2, 10), false, null))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("mode SUM");
        assertThatThrownBy(() -> Functional.embedding(INDICES, weight, 10, null, 2, false))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("paddingIdx 10");
        assertThatThrownBy(() -> Functional.embedding(Tensor.of(new long[] {10}, 1), weight))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("10");
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
