package dev.arclight.nn;

import dev.arclight.op.Reduction;
import dev.arclight.tensor.ArclightException;
import dev.arclight.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The losses that are chosen by name, named as PyTorch's functions. */
public final class NamedLosses {
    public static final String CROSS_ENTROPY = "cross_entropy";
    public static final String MSE = "mse";

    /** Of one value a row, for regression. */
    public static final List<String> REGRESSION = List.of(MSE, "l1", "smooth_l1", "huber");

    /** Of a row's class number. */
    public static final List<String> OF_CLASSES = List.of(CROSS_ENTROPY, "nll", "multi_margin");

    /** Of as many values as the network gives: regression, several labels at once, counts, distributions. */
    public static final List<String> OF_VALUES = List.of(
            MSE,
            "l1",
            "smooth_l1",
            "huber",
            "bce_with_logits",
            "bce",
            "multilabel_soft_margin",
            "soft_margin",
            "poisson_nll",
            "kl_div");

    private static final double EPSILON = 1e-8;

    private NamedLosses() {}

    /** All names, those of {@link #OF_CLASSES} first. */
    public static List<String> all() {
        List<String> all = new ArrayList<>(OF_CLASSES);
        all.addAll(OF_VALUES);
        return all;
    }

    /**
     * A loss of class numbers.
     *
     * @param output {@code [rows, classes]}
     * @param labels int64, {@code [rows]}
     * @param labelSmoothing of cross-entropy, from 0 to 1
     * @param reduction none for {@code [rows]}, mean for a scalar
     * @throws ArclightException if {@code loss} is not in {@link #OF_CLASSES}
     */
    public static Tensor ofClasses(
            String loss, Tensor output, Tensor labels, double labelSmoothing, Reduction reduction) {
        return switch (loss) {
            case CROSS_ENTROPY -> Functional.crossEntropy(output, labels, null, -100, reduction, labelSmoothing);
            case "nll" -> Functional.nllLoss(output, labels, null, -100, reduction);
            case "multi_margin" -> Functional.multiMarginLoss(output, labels, 1, 1, null, reduction);
            default -> throw unknown(loss, OF_CLASSES);
        };
    }

    /**
     * A loss of values of the output's shape. A row's is the mean of its elements', except for {@code kl_div}, where it is
     * their sum.
     *
     * @param output {@code [rows]} or {@code [rows, …]}
     * @param delta where huber and smooth_l1 turn from squares to distances
     * @param reduction none for {@code [rows]}, mean for a scalar
     * @throws ArclightException if {@code loss} is not in {@link #OF_VALUES}
     */
    public static Tensor ofValues(String loss, Tensor output, Tensor target, double delta, Reduction reduction) {
        if (loss.equals("kl_div")) {
            Tensor rows = perRow(Functional.klDiv(output, target, Reduction.NONE, false), true);
            return reduction == Reduction.MEAN ? rows.mean() : rows;
        }
        if (loss.equals("multilabel_soft_margin")) {
            return Functional.multilabelSoftMarginLoss(output, target, null, reduction);
        }
        Tensor losses = elements(loss, output, target, delta, reduction);
        return reduction == Reduction.MEAN ? losses : perRow(losses, false);
    }

    private static Tensor elements(String loss, Tensor output, Tensor target, double delta, Reduction reduction) {
        return switch (loss) {
            case MSE -> Functional.mseLoss(output, target, reduction);
            case "l1" -> Functional.l1Loss(output, target, reduction);
            case "smooth_l1" -> Functional.smoothL1Loss(output, target, reduction, delta);
            case "huber" -> Functional.huberLoss(output, target, reduction, delta);
            case "bce_with_logits" -> Functional.binaryCrossEntropyWithLogits(output, target, null, null, reduction);
            case "bce" -> Functional.binaryCrossEntropy(output, target, null, reduction);
            case "soft_margin" -> Functional.softMarginLoss(output, target, reduction);
            case "poisson_nll" -> Functional.poissonNllLoss(output, target, true, false, EPSILON, reduction);
            default -> throw unknown(loss, OF_VALUES);
        };
    }

    private static Tensor perRow(Tensor losses, boolean sums) {
        if (losses.rank() == 1) {
            return losses;
        }
        Tensor rows = losses.flatten(1);
        return sums ? rows.sum(1) : rows.mean(1);
    }

    private static ArclightException unknown(String loss, List<String> known) {
        return new ArclightException("loss is '" + loss + "', expected one of " + known);
    }
}
