package dev.arclight.beam.train;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.List;

/**
 * What a training makes small.
 *
 * @param loss {@link #CROSS_ENTROPY} for classes, another of {@link #LOSSES} for values; named as PyTorch's functions
 * @param labelSmoothing of cross-entropy, from 0 to 1
 */
record Objective(String loss, double labelSmoothing) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String CROSS_ENTROPY = "cross_entropy";
    static final List<String> LOSSES = List.of(CROSS_ENTROPY, "mse", "l1", "smooth_l1", "huber");

    /** Whether rows have class numbers rather than values. */
    boolean isOfClasses() {
        return loss.equals(CROSS_ENTROPY);
    }

    /**
     * The mean loss of these rows, weighted if they have weights.
     *
     * @param target class numbers, or values
     * @param weights of the rows; empty for all alike
     */
    Tensor mean(Tensor output, Tensor target, float... weights) {
        if (weights.length == 0) {
            return each(output, target, Reduction.MEAN);
        }
        double sum = 0;
        for (float weight : weights) {
            sum += weight;
        }
        return each(output, target, Reduction.NONE)
                .mul(Tensor.of(weights, weights.length))
                .sum()
                .div(sum);
    }

    private Tensor each(Tensor output, Tensor target, Reduction reduction) {
        if (isOfClasses()) {
            return Functional.crossEntropy(output, target, null, -100, reduction, labelSmoothing);
        }
        Tensor values = output.reshape(-1);
        return switch (loss) {
            case "mse" -> Functional.mseLoss(values, target, reduction);
            case "l1" -> Functional.l1Loss(values, target, reduction);
            case "smooth_l1" -> Functional.smoothL1Loss(values, target, reduction, 1);
            case "huber" -> Functional.huberLoss(values, target, reduction, 1);
            default -> throw new IllegalStateException("loss is '" + loss + "', expected one of " + LOSSES);
        };
    }
}
