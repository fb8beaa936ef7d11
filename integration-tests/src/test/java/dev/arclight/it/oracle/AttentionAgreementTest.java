package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Functional;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attention over one and several blocks of scores: the same results and gradients as libtorch's. */
class AttentionAgreementTest {
    private static final double FLOAT32 = 1e-5;
    private static final double FLOAT64 = 1e-10;

    @ParameterizedTest
    @CsvSource({"1, 1, 8, 4", "5, 7, 3, 3", "192, 256, 16, 16", "193, 257, 17, 5", "400, 600, 8, 40", "2, 700, 5, 6"})
    void attentionAgreesWhetherCausalOrNot(int queries, int keys, int depth, int width) {
        for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (boolean causal : new boolean[] {false, true}) {
                Both.agree(
                        in -> Functional.scaledDotProductAttention(in[0], in[1], in[2], null, 0, causal, null, false),
                        in -> theirs(in[0], in[1], in[2], null, causal, null, false),
                        List.of(
                                random(1, 2, 2, queries, depth).to(dtype),
                                random(2, 2, 2, keys, depth).to(dtype),
                                random(3, 2, 2, keys, width).to(dtype)),
                        dtype == DType.FLOAT32 ? FLOAT32 : FLOAT64);
            }
        }
    }

    @Test
    void headsThatLieBetweenPositionsAgree() {
        Both.agree(
                in -> Functional.scaledDotProductAttention(
                        in[0].transpose(1, 2), in[1].transpose(1, 2), in[2].transpose(1, 2)),
                in -> theirs(
                        in[0].transpose(1, 2), in[1].transpose(1, 2), in[2].transpose(1, 2), null, false, null, false),
                List.of(random(1, 2, 210, 3, 8), random(2, 2, 270, 3, 8), random(3, 2, 270, 3, 8)),
                FLOAT32);
    }

    @Test
    void masksThatAreAddedAgreeAndSoDoTheirGradients() {
        for (int[] shape : new int[][] {{2, 3, 210, 270}, {210, 270}, {2, 1, 1, 270}, {210, 1}, {3, 1, 270}, {1}}) {
            Both.agree(
                    in -> Functional.scaledDotProductAttention(in[0], in[1], in[2], in[3], 0, false, 0.2, false),
                    in -> theirs(in[0], in[1], in[2], in[3], false, 0.2, false),
                    List.of(
                            random(1, 2, 3, 210, 8),
                            random(2, 2, 3, 270, 8),
                            random(3, 2, 3, 270, 8),
                            random(4, shape)),
                    FLOAT32);
        }
    }

    @Test
    void masksOfThoseWhoTakePartAgreeAndLonelyQueriesGiveZeros() {
        for (int[] shape : new int[][] {{2, 3, 210, 270}, {210, 270}, {2, 1, 1, 270}, {210, 1}, {3, 1, 270}}) {
            Tensor mask = random(4, shape).gt(Tensor.number(0.3));
            if (shape.length == 2 && shape[1] > 1) {
                mask.narrow(0, 5, 2).fill_(0);
            }
            Both.agree(
                    in -> Functional.scaledDotProductAttention(in[0], in[1], in[2], in[3], 0, false, null, false),
                    in -> theirs(in[0], in[1], in[2], in[3], false, null, false),
                    List.of(random(1, 2, 3, 210, 8), random(2, 2, 3, 270, 8), random(3, 2, 3, 270, 8), mask),
                    FLOAT32);
        }
    }

    @Test
    void keysThatSeveralHeadsShareAgree() {
        for (boolean causal : new boolean[] {false, true}) {
            Both.agree(
                    in -> Functional.scaledDotProductAttention(in[0], in[1], in[2], null, 0, causal, null, true),
                    in -> theirs(in[0], in[1], in[2], null, causal, null, true),
                    List.of(random(1, 2, 6, 210, 8), random(2, 2, 2, 270, 8), random(3, 2, 2, 270, 5)),
                    FLOAT32);
        }
    }

    @Test
    void leadingDimensionsBroadcast() {
        Both.agree(
                in -> Functional.scaledDotProductAttention(in[0], in[1], in[2]),
                in -> torch.matmul(
                        torch.softmax(
                                torch.matmul(in[0], in[1].transpose(-2, -1))
                                        .mul(new org.bytedeco.pytorch.Scalar(1 / Math.sqrt(8))),
                                -1,
                                new org.bytedeco.pytorch.ScalarTypeOptional()),
                        in[2]),
                List.of(random(1, 2, 3, 5, 8), random(2, 7, 8), random(3, 3, 7, 4)),
                FLOAT32);
    }

    @Test
    void largeScoresStayFinite() {
        Both.agree(
                in -> Functional.scaledDotProductAttention(in[0].mul(100.0), in[1], in[2]),
                in -> theirs(in[0].mul(new org.bytedeco.pytorch.Scalar(100)), in[1], in[2], null, false, null, false),
                List.of(random(1, 1, 1, 20, 8), random(2, 1, 1, 300, 8), random(3, 1, 1, 300, 8)),
                1e-3);
    }

    @Test
    void droppedWeightsAreScaledUpAndNoneOrAllMayGo() {
        Tensor v = random(3, 30, 8);
        Tensor all = Functional.scaledDotProductAttention(
                random(1, 20, 8), random(2, 30, 8), v, null, 1, false, null, false);
        assertThat(all.toFloatArray()).containsOnly(0f);
        Generator.manualSeed(5);
        Tensor ones = Tensor.ones(2000, 8);
        double mean = Functional.scaledDotProductAttention(
                        random(1, 50, 8), random(2, 2000, 8), ones, null, 0.3, true, null, false)
                .mean()
                .item();
        assertThat(mean).isBetween(0.8, 1.2);
    }

    @Test
    void whatLibtorchRefusesIsRefused() {
        Tensor q = random(1, 2, 5, 8);
        assertThatThrownBy(() -> Functional.scaledDotProductAttention(q, q, q, Tensor.ones(5, 5), 0, true, null, false))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("isCausal");
        assertThatThrownBy(() -> Functional.scaledDotProductAttention(q, random(2, 2, 5, 7), q))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[2, 5, 7]");
        assertThatThrownBy(() ->
                        Functional.scaledDotProductAttention(random(1, 3, 5, 8), q, q, null, 0, false, null, true))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("multiple");
        assertThatThrownBy(
                        () -> Functional.scaledDotProductAttention(q, q, q, Tensor.ones(4, 5), 0, false, null, false))
                .isInstanceOf(ShapeException.class);
    }

    private static org.bytedeco.pytorch.Tensor theirs(
            org.bytedeco.pytorch.Tensor q,
            org.bytedeco.pytorch.Tensor k,
            org.bytedeco.pytorch.Tensor v,
            org.bytedeco.pytorch.Tensor mask,
            boolean causal,
            Double scale,
            boolean gqa) {
        return torch.scaled_dot_product_attention(
                q,
                k,
                v,
                mask == null ? new TensorOptional() : new TensorOptional(mask),
                0,
                causal,
                scale == null ? new DoubleOptional() : new DoubleOptional(scale),
                gqa);
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
