package dev.arclight.spark.train;

import dev.arclight.nn.Functional;
import dev.arclight.op.Reduction;
import dev.arclight.spark.data.PartitionData;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * What a training makes small: a loss of each row, and how much a row counts.
 *
 * @param loss {@link #CROSS_ENTROPY} for classes, one of {@link #REGRESSION} for values; named as PyTorch's functions
 * @param classWeights how much rows of each class count beside their own weights; empty if all alike
 * @param labelSmoothing of cross-entropy, from 0 to 1
 * @param delta where huber and smooth_l1 turn from squares to distances
 */
record Objective(String loss, double[] classWeights, double labelSmoothing, double delta) implements Serializable {
    private static final long serialVersionUID = 1L;

    static final String CROSS_ENTROPY = "cross_entropy";
    static final String MSE = "mse";
    static final List<String> REGRESSION = List.of(MSE, "l1", "smooth_l1", "huber");

    static Objective classes(double[] classWeights, double labelSmoothing) {
        return new Objective(CROSS_ENTROPY, classWeights, labelSmoothing, 1);
    }

    static Objective values(String loss, double delta) {
        return new Objective(loss, new double[0], 0, delta);
    }

    /** A text to compare and to read; records print arrays by their address. */
    String describe() {
        return loss
                + (isOfClasses() ? " with label smoothing " + labelSmoothing : " with delta " + delta)
                + (classWeights.length > 0 ? " and class weights " + Arrays.toString(classWeights) : "");
    }

    /** Whether rows have class numbers rather than values. */
    boolean isOfClasses() {
        return loss.equals(CROSS_ENTROPY);
    }

    /**
     * The mean loss of rows {@code order[from]} to {@code order[to - 1]}, weighted if they have weights: NaN if these are
     * all 0.
     *
     * @param output what the network gives for these rows
     */
    Tensor loss(Tensor output, PartitionData data, int[] order, int from, int to) {
        if (!weighs(data)) {
            return rowLosses(output, data, order, from, to, Reduction.MEAN);
        }
        float[] weights = new float[to - from];
        double sum = 0;
        for (int i = from; i < to; i++) {
            weights[i - from] = (float) weight(data, order[i]);
            sum += weights[i - from];
        }
        Tensor losses = rowLosses(output, data, order, from, to, Reduction.NONE);
        return losses.mul(Tensor.of(weights, weights.length)).sum().div(sum);
    }

    /** How much these rows count together; as many as they are if they have no weights. */
    double weight(PartitionData data, int[] order, int from, int to) {
        if (!weighs(data)) {
            return to - from;
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (float) weight(data, order[i]);
        }
        return sum;
    }

    private boolean weighs(PartitionData data) {
        return data.weights().length > 0 || classWeights.length > 0;
    }

    private double weight(PartitionData data, int row) {
        double weight = data.weights().length > 0 ? data.weights()[row] : 1;
        return classWeights.length > 0 ? weight * classWeights[data.labels()[row]] : weight;
    }

    private Tensor rowLosses(Tensor output, PartitionData data, int[] order, int from, int to, Reduction reduction) {
        if (isOfClasses()) {
            Tensor labels = labels(data, order, from, to);
            return Functional.crossEntropy(output, labels, null, -100, reduction, labelSmoothing);
        }
        Tensor values = output.reshape(-1);
        Tensor targets = targets(data, order, from, to);
        return switch (loss) {
            case MSE -> Functional.mseLoss(values, targets, reduction);
            case "l1" -> Functional.l1Loss(values, targets, reduction);
            case "smooth_l1" -> Functional.smoothL1Loss(values, targets, reduction, delta);
            case "huber" -> Functional.huberLoss(values, targets, reduction, delta);
            default -> throw new IllegalStateException("loss is '" + loss + "', expected one of " + REGRESSION);
        };
    }

    private static Tensor labels(PartitionData data, int[] order, int from, int to) {
        Tensor batch = Tensor.uninitialized(DType.INT64, Shape.of(to - from));
        long[] target = batch.storage().longs();
        for (int i = from; i < to; i++) {
            target[i - from] = data.labels()[order[i]];
        }
        return batch;
    }

    private static Tensor targets(PartitionData data, int[] order, int from, int to) {
        Tensor batch = Tensor.uninitialized(DType.FLOAT32, Shape.of(to - from));
        float[] target = batch.storage().floats();
        for (int i = from; i < to; i++) {
            target[i - from] = data.targets()[order[i]];
        }
        return batch;
    }
}
