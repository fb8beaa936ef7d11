package dev.arclight.it.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Generator;
import dev.arclight.tensor.ShapeException;
import dev.arclight.tensor.Tensor;
import java.util.List;
import org.bytedeco.pytorch.LongArrayRefOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses in every reduction: values and gradients are libtorch's. */
class LossesAgreementTest {
    private static final double FLOAT32 = 1e-5;

    private static long code(Reduction reduction) {
        return switch (reduction) {
            case NONE -> 0;
            case MEAN -> 1;
            case SUM -> 2;
        };
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void lossesOfDifferencesAgree(Reduction reduction) {
        long code = code(reduction);
        List<Tensor> pair = List.of(random(1, 5, 7), random(2, 5, 7));
        Both.agreeClosely(
                in -> Functional.l1Loss(in[0], in[1], reduction),
                in -> torch.l1_loss(in[0], in[1], code),
                pair,
                FLOAT32);
        Both.agreeClosely(
                in -> Functional.mseLoss(in[0], in[1], reduction),
                in -> torch.mse_loss(in[0], in[1], code),
                pair,
                FLOAT32);
        for (double edge : new double[] {1, 0.3, 2.5}) {
            Both.agreeClosely(
                    in -> Functional.smoothL1Loss(in[0], in[1], reduction, edge),
                    in -> torch.smooth_l1_loss(in[0], in[1], code, edge),
                    pair,
                    FLOAT32);
            Both.agreeClosely(
                    in -> Functional.huberLoss(in[0], in[1], reduction, edge),
                    in -> torch.huber_loss(in[0], in[1], code, edge),
                    pair,
                    FLOAT32);
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void lossesOfProbabilitiesAgree(Reduction reduction) {
        long code = code(reduction);
        List<Tensor> pair = List.of(
                random(1, 5, 7).sigmoid(),
                random(2, 5, 7).sigmoid(),
                random(3, 7).abs());
        Both.agreeClosely(
                in -> Functional.binaryCrossEntropy(in[0], in[1], null, reduction),
                in -> torch.binary_cross_entropy(in[0], in[1], new TensorOptional(), code),
                pair.subList(0, 2),
                FLOAT32);
        Both.agreeClosely(
                in -> Functional.binaryCrossEntropy(in[0], in[1], in[2].detach(), reduction),
                in -> torch.binary_cross_entropy(in[0], in[1], new TensorOptional(in[2].detach()), code),
                pair,
                FLOAT32);
        Both.agreeClosely(
                in -> Functional.binaryCrossEntropyWithLogits(
                        in[0].mul(40), in[1], in[2].detach(), in[2].detach(), reduction),
                in -> torch.binary_cross_entropy_with_logits(
                        in[0].mul(new Scalar(40)),
                        in[1],
                        new TensorOptional(in[2].detach()),
                        new TensorOptional(in[2].detach()),
                        code),
                List.of(random(1, 5, 7), random(2, 5, 7).sigmoid(), random(3, 7).abs()),
                FLOAT32);
        for (boolean logTarget : new boolean[] {false, true}) {
            Tensor target = random(4, 5, 7).softmax(1);
            Both.agreeClosely(
                    in -> Functional.klDiv(in[0].logSoftmax(1), in[1], reduction, logTarget),
                    in -> torch.kl_div(torch.log_softmax(in[0], 1), in[1], code, logTarget),
                    List.of(random(1, 5, 7), logTarget ? target.log() : target),
                    FLOAT32);
        }
    }

    @Test
    void probabilitiesOfZeroAndOneHaveFiniteLossesAndGradients() {
        Tensor extreme = Tensor.of(new float[] {0, 1, 0, 1, 0.5f}, 5);
        Tensor target = Tensor.of(new float[] {1, 0, 0, 1, 0}, 5);
        Both.agreeClosely(
                in -> Functional.binaryCrossEntropy(in[0], in[1].detach(), null, Reduction.NONE),
                in -> torch.binary_cross_entropy(in[0], in[1].detach(), new TensorOptional(), 0),
                List.of(extreme, target),
                FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void lossesOfMarginsAgree(Reduction reduction) {
        long code = code(reduction);
        Tensor signs = Tensor.of(new float[] {1, -1, 1, 1, -1}, 5);
        Both.agreeClosely(
                in -> Functional.hingeEmbeddingLoss(in[0], in[1].detach(), 0.7, reduction),
                in -> torch.hinge_embedding_loss(in[0], in[1].detach(), 0.7, code),
                List.of(random(1, 5), signs),
                FLOAT32);
        Both.agreeClosely(
                in -> Functional.marginRankingLoss(in[0], in[1], in[2].detach(), 0.2, reduction),
                in -> torch.margin_ranking_loss(in[0], in[1], in[2].detach(), 0.2, code),
                List.of(random(1, 5), random(2, 5), signs),
                FLOAT32);
        Both.agreeClosely(
                in -> Functional.softMarginLoss(in[0], in[1].detach(), reduction),
                in -> torch.soft_margin_loss(in[0], in[1].detach(), code),
                List.of(random(1, 5), signs),
                FLOAT32);
        Both.agreeClosely(
                in -> Functional.cosineEmbeddingLoss(in[0], in[1], in[2].detach(), 0.1, reduction),
                in -> torch.cosine_embedding_loss(in[0], in[1], in[2].detach(), 0.1, code),
                List.of(random(1, 5, 8), random(2, 5, 8), signs),
                FLOAT32);
        for (boolean swap : new boolean[] {false, true}) {
            for (double p : new double[] {2, 1}) {
                Both.agreeClosely(
                        in -> Functional.tripletMarginLoss(in[0], in[1], in[2], 1.5, p, 1e-6, swap, reduction),
                        in -> torch.triplet_margin_loss(in[0], in[1], in[2], 1.5, p, 1e-6, swap, code),
                        List.of(random(1, 5, 8), random(2, 5, 8), random(3, 5, 8)),
                        FLOAT32);
            }
        }
        Tensor classes = Tensor.of(new long[] {0, 3, 1, 2, 3}, 5);
        for (int p = 1; p <= 2; p++) {
            int power = p;
            Both.agreeClosely(
                    in -> Functional.multiMarginLoss(in[0], in[1], power, 0.8, in[2].detach(), reduction),
                    in -> torch.multi_margin_loss(
                            in[0], in[1], new Scalar(power), new Scalar(0.8), new TensorOptional(in[2].detach()), code),
                    List.of(random(1, 5, 4), classes, random(2, 4).abs()),
                    FLOAT32);
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void lossesOfCountsAgree(Reduction reduction) {
        Tensor counts = Tensor.of(new float[] {0, 3, 1, 7, 2}, 5);
        for (boolean log : new boolean[] {false, true}) {
            for (boolean full : new boolean[] {false, true}) {
                Both.agreeClosely(
                        in -> Functional.poissonNllLoss(in[0].abs(), in[1].detach(), log, full, 1e-8, reduction),
                        in -> torch.poisson_nll_loss(in[0].abs(), in[1].detach(), log, full, 1e-8, code(reduction)),
                        List.of(random(1, 5), counts),
                        FLOAT32);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void theLossOfUntimedLabelsAgrees(Reduction reduction) {
        Tensor inputLengths = Tensor.of(new long[] {12, 9, 5, 12}, 4);
        Tensor targetLengths = Tensor.of(new long[] {3, 5, 0, 1}, 4);
        long[][] labels = {{1, 1, 2, 0, 0}, {3, 2, 3, 3, 4}, {0, 0, 0, 0, 0}, {2, 0, 0, 0, 0}};
        long[] padded = java.util.Arrays.stream(labels)
                .flatMapToLong(java.util.Arrays::stream)
                .toArray();
        long[] joined = {1, 1, 2, 3, 2, 3, 3, 4, 2};
        for (Tensor targets : List.of(Tensor.of(padded, 4, 5), Tensor.of(joined, 9))) {
            Both.agreeClosely(
                    in -> Functional.ctcLoss(in[0].logSoftmax(2), in[1], in[2], in[3], 0, reduction, false),
                    in -> torch.ctc_loss(torch.log_softmax(in[0], 2), in[1], in[2], in[3], 0, code(reduction), false),
                    List.of(random(1, 12, 4, 5), targets, inputLengths, targetLengths),
                    FLOAT32);
        }
    }

    @Test
    void labelsThatDoNotFitTheirTimeCountAsZeroIfAskedFor() {
        Tensor targets = Tensor.of(new long[] {1, 1, 2, 2, 2, 2}, 2, 3);
        Tensor inputLengths = Tensor.of(new long[] {4, 4}, 2);
        Tensor targetLengths = Tensor.of(new long[] {3, 3}, 2);
        Both.agreeClosely(
                in -> Functional.ctcLoss(in[0].logSoftmax(2), in[1], in[2], in[3], 0, Reduction.NONE, true),
                in -> torch.ctc_loss(torch.log_softmax(in[0], 2), in[1], in[2], in[3], 0, 0, true),
                List.of(random(1, 4, 2, 3), targets, inputLengths, targetLengths),
                FLOAT32);
        Tensor infinite = Functional.ctcLoss(
                random(1, 4, 2, 3).logSoftmax(2), targets, inputLengths, targetLengths, 0, Reduction.NONE, false);
        assertThat(infinite.item(1)).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void distancesAndDirectionsAgree() {
        List<Tensor> pair = List.of(random(1, 5, 8), random(2, 5, 8));
        Both.agreeClosely(
                in -> Functional.cosineSimilarity(in[0], in[1], 1, 1e-8),
                in -> torch.cosine_similarity(in[0], in[1], 1, 1e-8),
                pair,
                FLOAT32);
        for (double p : new double[] {1, 2, 3, Double.POSITIVE_INFINITY}) {
            Both.agreeClosely(
                    in -> Functional.pairwiseDistance(in[0], in[1], p, 1e-6, false),
                    in -> torch.pairwise_distance(in[0], in[1], p, 1e-6, false),
                    pair,
                    FLOAT32);
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void lossesOfSeveralLabelsAgree(Reduction reduction) {
        Tensor labels = Tensor.of(new long[] {2, 0, -1, 3, 1, -1, 2, 2, 4, 3, 2, 1, 0, 4, -1}, 3, 5);
        Both.agreeClosely(
                in -> Functional.multilabelMarginLoss(in[0], in[1], reduction),
                in -> torch.multilabel_margin_loss(in[0], in[1], code(reduction)),
                List.of(random(1, 3, 5), labels),
                FLOAT32);
        Both.agreeClosely(
                in -> Functional.multilabelMarginLoss(in[0], in[1], reduction),
                in -> torch.multilabel_margin_loss(in[0], in[1], code(reduction)),
                List.of(random(1, 5), labels.select(0, 1).clone()),
                FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void tripletLossOfTheUsualDistanceAsTheUsersOwnAgrees(Reduction reduction) {
        for (boolean swap : new boolean[] {false, true}) {
            Both.agreeClosely(
                    in -> Functional.tripletMarginWithDistanceLoss(
                            in[0],
                            in[1],
                            in[2],
                            (a, b) -> Functional.pairwiseDistance(a, b, 2, 1e-6, false),
                            1.5,
                            swap,
                            reduction),
                    in -> torch.triplet_margin_loss(in[0], in[1], in[2], 1.5, 2, 1e-6, swap, code(reduction)),
                    List.of(random(1, 4, 3), random(2, 4, 3), random(3, 4, 3)),
                    FLOAT32);
        }
    }

    @Test
    void distancesOfAllPairsAgree() {
        for (double p : new double[] {2, 1, 3, Double.POSITIVE_INFINITY}) {
            Both.agreeClosely(
                    in -> Functional.pdist(in[0], p), in -> torch.pdist(in[0], p), List.of(random(1, 5, 3)), FLOAT32);
        }
        Both.agreeClosely(in -> Functional.pdist(in[0]), in -> torch.pdist(in[0]), List.of(random(1, 1, 3)), FLOAT32);
    }

    /** Each element by itself: a loss of 1e-9 among losses of 40 has to be right too. */
    @Test
    void lossesOfExtremeLogitsAgreeHoweverSmallTheyAre() {
        // Beyond 20 the gradient of libtorch, sigmoid(x) - t, has lost its digits even in float64.
        Tensor logits = Tensor.arange(-20, 21).toFloat();
        for (double label : new double[] {0.25, 1}) {
            Tensor target = Tensor.full(label, 41);
            Both.agreeElementwise(
                    in -> Functional.binaryCrossEntropyWithLogits(in[0], in[1].detach(), null, null, Reduction.NONE),
                    in -> torch.binary_cross_entropy_with_logits(
                            in[0], in[1].detach(), new TensorOptional(), new TensorOptional(), 0),
                    List.of(logits, target),
                    FLOAT32);
        }
        for (int label = 0; label < 2; label++) {
            Tensor target = Tensor.full((double) label, 41, 1);
            Scalar sign = new Scalar(2.0 * label - 1);
            Both.agreeElementwise(
                    in -> Functional.multilabelSoftMarginLoss(in[0].unsqueeze(1), target, null, Reduction.NONE),
                    in -> torch.neg(torch.log_sigmoid(in[0].mul(sign))),
                    List.of(logits),
                    FLOAT32);
        }
        Both.agreeElementwise(
                in -> Functional.softMarginLoss(in[0], Tensor.ones(41), Reduction.NONE),
                in -> torch.soft_margin_loss(in[0], torch.ones_like(in[0]), 0),
                List.of(logits),
                FLOAT32);
    }

    @Test
    void directionsAndDistancesOfRowsOfZerosHaveTheGradientsOfLibtorch() {
        Tensor rows = Tensor.of(new float[] {0, 0, 0, 1, 2, 3}, 2, 3);
        for (double p : new double[] {2, 1, 3, 1.5, Double.POSITIVE_INFINITY}) {
            Both.agreeElementwise(
                    in -> Functional.normalize(in[0], p, 1, 1e-12),
                    in -> in[0].div(torch.clamp_min(
                                    torch.linalg_vector_norm(
                                            in[0],
                                            new Scalar(p),
                                            new LongArrayRefOptional(Torch.list(1)),
                                            true,
                                            new ScalarTypeOptional()),
                                    new Scalar(1e-12))
                            .expand_as(in[0])),
                    List.of(rows),
                    FLOAT32);
            Both.agreeElementwise(
                    in -> Functional.pairwiseDistance(in[0], in[1], p, 0, true),
                    in -> torch.pairwise_distance(in[0], in[1], p, 0, true),
                    List.of(rows, rows),
                    FLOAT32);
        }
        Both.agreeElementwise(
                in -> Functional.cosineSimilarity(in[0], in[1], 1, 1e-8),
                in -> torch.cosine_similarity(in[0], in[1], 1, 1e-8),
                List.of(rows, Tensor.of(new float[] {1, 5, 3, 0, 0, 0}, 2, 3)),
                FLOAT32);
    }

    @Test
    void similarityOfRowsThatBroadcastAgrees() {
        for (int dim = 0; dim < 2; dim++) {
            int along = dim;
            Both.agree(
                    in -> Functional.cosineSimilarity(in[0], in[1], along, 1e-8),
                    in -> torch.cosine_similarity(in[0], in[1], along, 1e-8),
                    List.of(random(1, 1, 4), random(2, 3, 4)),
                    FLOAT32);
        }
    }

    @Test
    void whatIsNoProbabilityIsRefused() {
        Tensor target = Tensor.zeros(3);
        for (float wrong : new float[] {Float.NaN, -0.1f, 1.1f}) {
            Tensor input = Tensor.of(new float[] {0.5f, wrong, 0.25f}, 3);
            assertThatThrownBy(() -> Functional.binaryCrossEntropy(input, target, null, Reduction.MEAN))
                    .isInstanceOf(ArclightException.class)
                    .hasMessageContaining("probabilities");
            assertThatThrownBy(() -> torch.binary_cross_entropy(Torch.of(input), Torch.of(target)))
                    .hasMessageContaining("between 0 and 1");
        }
        assertThat(Functional.binaryCrossEntropy(Tensor.zeros(0), Tensor.zeros(0), null, Reduction.SUM)
                        .item())
                .isZero();
    }

    @Test
    void varianceBelowZeroIsRefusedAlsoBesideNaN() {
        Tensor variance = Tensor.of(new float[] {Float.NaN, -1, 1}, 3);
        assertThatThrownBy(() -> Functional.gaussianNllLoss(
                        Tensor.zeros(3), Tensor.zeros(3), variance, false, 1e-6, Reduction.MEAN))
                .isInstanceOf(ArclightException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void divergenceFromWhatIsNoProbabilityAgrees() {
        Both.agreeElementwise(
                in -> Functional.klDiv(in[0], in[1].detach(), Reduction.NONE, false),
                in -> torch.kl_div(in[0], in[1].detach(), 0, false),
                List.of(random(1, 4), Tensor.of(new float[] {-0.5f, 0, 0.5f, Float.NaN}, 4)),
                FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(Reduction.class)
    void likelihoodsOfClassesAgreeInAllShapes(Reduction reduction) {
        int[][] shapes = {{5, 3}, {3}, {2, 3, 4}, {2, 3, 4, 5}, {2, 3, 2, 1, 4}, {2, 3, 0}, {0, 3}};
        for (int[] shape : shapes) {
            Tensor logProbabilities = random(1, shape).logSoftmax(shape.length == 1 ? 0 : 1);
            int[] places =
                    logProbabilities.shape().without(shape.length == 1 ? 0 : 1).toArray();
            Tensor target = Tensor.arange(0, Tensor.zeros(places).numel())
                    .remainder(3)
                    .toLong()
                    .reshape(places);
            for (long ignored : new long[] {-100, 1}) {
                Both.agreeClosely(
                        in -> Functional.nllLoss(in[0], in[1], null, ignored, reduction),
                        in -> torch.nll_loss_nd(in[0], in[1], new TensorOptional(), code(reduction), ignored),
                        List.of(logProbabilities, target),
                        FLOAT32);
                Both.agreeClosely(
                        in -> Functional.nllLoss(in[0], in[1], in[2].detach(), ignored, reduction),
                        in -> torch.nll_loss_nd(
                                in[0], in[1], new TensorOptional(in[2].detach()), code(reduction), ignored),
                        List.of(logProbabilities, target, random(2, 3).abs()),
                        FLOAT32);
            }
        }
    }

    @Test
    void targetsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Functional.nllLoss(
                        random(1, 2, 3, 4), Tensor.zeros(DType.INT64, 2, 3), null, -100, Reduction.MEAN))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[2, 3]");
    }

    private static Tensor random(long seed, int... shape) {
        return Tensor.randn(Generator.seeded(seed), shape);
    }
}
