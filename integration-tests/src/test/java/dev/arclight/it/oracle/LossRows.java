package dev.arclight.it.oracle;

import static dev.arclight.it.oracle.CompatibilityRows.A;
import static dev.arclight.it.oracle.CompatibilityRows.B;
import static dev.arclight.it.oracle.CompatibilityRows.ROWS;
import static dev.arclight.it.oracle.CompatibilityRows.random;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.global.torch;

/** Losses and distances. */
final class LossRows {
    private LossRows() {}

    static void addTo(CompatibilityRows rows) {
        losses(rows);
    }

    private static void losses(CompatibilityRows rows) {
        rows.row(
                "F.l1_loss",
                "Functional.l1Loss",
                in -> Functional.l1Loss(in[0], in[1], Reduction.MEAN),
                in -> torch.l1_loss(in[0], in[1]),
                A,
                B);
        rows.row(
                "F.mse_loss",
                "Functional.mseLoss",
                in -> Functional.mseLoss(in[0], in[1], Reduction.MEAN),
                in -> torch.mse_loss(in[0], in[1]),
                A,
                B);
        rows.row(
                "F.smooth_l1_loss",
                "Functional.smoothL1Loss",
                in -> Functional.smoothL1Loss(in[0], in[1], Reduction.MEAN, 1),
                in -> torch.smooth_l1_loss(in[0], in[1]),
                A,
                B);
        rows.row(
                "F.huber_loss",
                "Functional.huberLoss",
                in -> Functional.huberLoss(in[0], in[1], Reduction.MEAN, 1),
                in -> torch.huber_loss(in[0], in[1]),
                A,
                B);
        rows.row(
                "F.binary_cross_entropy",
                "Functional.binaryCrossEntropy",
                in -> Functional.binaryCrossEntropy(in[0], in[1], null, Reduction.MEAN),
                in -> torch.binary_cross_entropy(in[0], in[1]),
                A.sigmoid(),
                B.sigmoid());
        rows.row(
                "F.binary_cross_entropy_with_logits",
                "Functional.binaryCrossEntropyWithLogits",
                in -> Functional.binaryCrossEntropyWithLogits(in[0], in[1], null, null, Reduction.MEAN),
                in -> torch.binary_cross_entropy_with_logits(in[0], in[1]),
                A,
                B.sigmoid());
        rows.row(
                "F.kl_div",
                "Functional.klDiv",
                in -> Functional.klDiv(in[0].logSoftmax(1), in[1].softmax(1), Reduction.MEAN, false),
                in -> torch.kl_div(torch.log_softmax(in[0], 1), torch.softmax(in[1], 1)),
                A,
                B);
        rows.row(
                "F.cross_entropy",
                "Functional.crossEntropy",
                in -> Functional.crossEntropy(in[0], in[1]),
                in -> torch.cross_entropy_loss(in[0], in[1]),
                A,
                ROWS);
        rows.row(
                "F.hinge_embedding_loss",
                "Functional.hingeEmbeddingLoss",
                in -> Functional.hingeEmbeddingLoss(in[0], in[1].sign().detach(), 1, Reduction.MEAN),
                in -> torch.hinge_embedding_loss(in[0], in[1].sign().detach()),
                A,
                B);
        rows.row(
                "F.margin_ranking_loss",
                "Functional.marginRankingLoss",
                in -> Functional.marginRankingLoss(in[0], in[1], in[1].sign().detach(), 0, Reduction.MEAN),
                in -> torch.margin_ranking_loss(in[0], in[1], in[1].sign().detach()),
                A,
                B);
        rows.row(
                "F.triplet_margin_loss",
                "Functional.tripletMarginLoss",
                in -> Functional.tripletMarginLoss(in[0], in[1], in[2]),
                in -> torch.triplet_margin_loss(in[0], in[1], in[2]),
                A,
                B,
                random(9, 3, 4));
        rows.row(
                "F.soft_margin_loss",
                "Functional.softMarginLoss",
                in -> Functional.softMarginLoss(in[0], in[1].sign().detach(), Reduction.MEAN),
                in -> torch.soft_margin_loss(in[0], in[1].sign().detach()),
                A,
                B);
        rows.row(
                "F.multi_margin_loss",
                "Functional.multiMarginLoss",
                in -> Functional.multiMarginLoss(in[0], in[1], 1, 1, null, Reduction.MEAN),
                in -> torch.multi_margin_loss(in[0], in[1]),
                A,
                ROWS);
        rows.row(
                "F.poisson_nll_loss",
                "Functional.poissonNllLoss",
                in -> Functional.poissonNllLoss(in[0], in[1].abs().detach(), true, false, 1e-8, Reduction.MEAN),
                in -> torch.poisson_nll_loss(in[0], in[1].abs().detach(), true, false, 1e-8, 1),
                A,
                B);
        rows.row(
                "F.cosine_similarity",
                "Functional.cosineSimilarity",
                in -> Functional.cosineSimilarity(in[0], in[1], 1, 1e-8),
                in -> torch.cosine_similarity(in[0], in[1]),
                A,
                B);
        rows.row(
                "F.pairwise_distance",
                "Functional.pairwiseDistance",
                in -> Functional.pairwiseDistance(in[0], in[1], 2, 1e-6, false),
                in -> torch.pairwise_distance(in[0], in[1]),
                A,
                B);
        rows.row(
                "F.normalize",
                "Functional.normalize",
                in -> Functional.normalize(in[0], 1),
                in -> in[0].div(torch.norm(in[0], new ScalarOptional(new Scalar(2)), new long[] {1}, true)),
                A);
    }
}
