package dev.arclight.spark.train;

import dev.arclight.distributed.localsgd.LocalRows;
import dev.arclight.nn.NamedLosses;
import dev.arclight.op.Reduction;
import dev.arclight.spark.data.PartitionData;
import dev.arclight.tensor.DType;
import dev.arclight.tensor.Shape;
import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a training makes small: a loss of each row, and how much a row counts.
 *
 * @param loss one of {@link NamedLosses}, or a name for {@code function}
 * @param classWeights how much rows of each class count beside their own weights; empty if all alike
 * @param labelSmoothing of cross-entropy, from 0 to 1
 * @param delta where huber and smooth_l1 turn from squares to distances
 * @param function null for a loss that has a name
 * @param targets where the label columns lie in a row's targets; empty for classes and for one value a row
 */
record Objective(
        String loss,
        double[] classWeights,
        double labelSmoothing,
        double delta,
        @Nullable TrainingLoss function,
        List<TensorSlot> targets)
        implements Serializable {
    private static final long serialVersionUID = 2L;

    private static final float[] NO_WEIGHTS = {};

    static Objective classes(double[] classWeights, double labelSmoothing) {
        return new Objective(NamedLosses.CROSS_ENTROPY, classWeights, labelSmoothing, 1, null, List.of());
    }

    static Objective values(String loss, double delta) {
        return new Objective(loss, new double[0], 0, delta, null, List.of());
    }

    /** A text to compare and to read; records print arrays by their address. */
    String describe() {
        return (function == null ? loss : "function " + Functions.shown(function))
                + (isOfClasses() ? " with label smoothing " + labelSmoothing : " with delta " + delta)
                + (classWeights.length > 0 ? " and class weights " + Arrays.toString(classWeights) : "")
                + (targets.isEmpty() ? "" : " of " + targets);
    }

    /** Whether rows have class numbers rather than values. */
    boolean isOfClasses() {
        return function == null && NamedLosses.OF_CLASSES.contains(loss);
    }

    /**
     * The mean loss of rows {@code order[from]} to {@code order[to - 1]}, weighted if they have weights.
     *
     * @param outputs what the network gives for these rows
     * @param weights as {@link #weights} gives them; not all 0
     * @throws TrainingException if rows have weights and the function gives no loss of each
     */
    Tensor loss(Map<String, Tensor> outputs, PartitionData data, int[] order, int from, int to, float... weights) {
        return LocalRows.mean(reduction -> rowLosses(outputs, data, order, from, to, reduction), weights);
    }

    /** The loss of so many rows whose targets are all 0; throws whatever comes of outputs that do not fit. */
    Tensor lossOfZeros(Map<String, Tensor> outputs, int rows) {
        if (function == null && outputs.size() != 1 && outputs.size() != targets.size()) {
            throw new TrainingException("the network gives " + outputs.size() + " outputs and there are "
                    + targets.size() + " label columns for the loss '" + loss
                    + "'; name as many, or give a loss function");
        }
        Map<String, Tensor> zeros = new LinkedHashMap<>();
        targets.forEach(slot -> zeros.put(slot.name(), slot.zeros(rows)));
        if (function == null) {
            return sum(outputs, zeros, Reduction.MEAN);
        }
        Tensor value = reduced(function.loss(outputs, zeros), rows, Reduction.MEAN);
        if (value.rank() != 0) {
            throw new TrainingException("the loss function gives " + value.type() + " for " + rows
                    + " rows, expected the loss of each, of shape [" + rows + "], or their mean, a scalar");
        }
        return value;
    }

    /** How much each of these rows counts; empty if all alike. */
    float[] weights(PartitionData data, int[] order, int from, int to) {
        if (data.weights().length == 0 && classWeights.length == 0) {
            return NO_WEIGHTS;
        }
        float[] weights = new float[to - from];
        for (int i = from; i < to; i++) {
            weights[i - from] = (float) weight(data, order[i]);
        }
        return weights;
    }

    private double weight(PartitionData data, int row) {
        double weight = data.weights().length > 0 ? data.weights()[row] : 1;
        return classWeights.length > 0 ? weight * classWeights[data.labels()[row]] : weight;
    }

    private Tensor rowLosses(
            Map<String, Tensor> outputs, PartitionData data, int[] order, int from, int to, Reduction reduction) {
        if (function != null) {
            return reduced(function.loss(outputs, targets(data, order, from, to)), to - from, reduction);
        }
        if (isOfClasses()) {
            Tensor labels = labels(data, order, from, to);
            return NamedLosses.ofClasses(loss, Forward.first(outputs), labels, labelSmoothing, reduction);
        }
        if (targets.isEmpty()) {
            Tensor values = Forward.first(outputs).reshape(-1);
            return NamedLosses.ofValues(loss, values, values(data, order, from, to), delta, reduction);
        }
        return sum(outputs, targets(data, order, from, to), reduction);
    }

    /** A loss of one's own, as it would have been with this reduction. */
    private Tensor reduced(Tensor losses, int rows, Reduction reduction) {
        boolean each = losses.rank() == 1 && losses.size(0) == rows;
        if (reduction == Reduction.MEAN) {
            return each ? losses.mean() : losses;
        }
        if (!each) {
            throw new TrainingException("rows have weights, and the loss function gives " + losses.type() + " for "
                    + rows + " rows; give the loss of each row, of shape [" + rows + "]");
        }
        return losses;
    }

    /** Of one output the loss of all targets together; of several the sum of each one's with the target at its place. */
    private Tensor sum(Map<String, Tensor> outputs, Map<String, Tensor> columns, Reduction reduction) {
        List<Tensor> given = List.copyOf(outputs.values());
        List<Tensor> wanted = List.copyOf(columns.values());
        if (given.size() == 1 && wanted.size() > 1) {
            Tensor all = Tensor.cat(
                    wanted.stream()
                            .map(target -> target.reshape(target.size(0), -1).to(DType.FLOAT32))
                            .toList(),
                    1);
            return NamedLosses.ofValues(loss, given.get(0).reshape(all.shape().toArray()), all, delta, reduction);
        }
        Tensor sum = null;
        for (int i = 0; i < given.size(); i++) {
            Tensor target = wanted.get(i).to(DType.FLOAT32);
            Tensor part = NamedLosses.ofValues(
                    loss, given.get(i).reshape(target.shape().toArray()), target, delta, reduction);
            sum = sum == null ? part : sum.add(part);
        }
        return Objects.requireNonNull(sum, "outputs");
    }

    private Map<String, Tensor> targets(PartitionData data, int[] order, int from, int to) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (TensorSlot slot : targets) {
            tensors.put(slot.name(), slot.batch(data.targets(), data.targetWidth(), order, from, to));
        }
        return tensors;
    }

    /** The class numbers of these rows, int64. */
    static Tensor labels(PartitionData data, int[] order, int from, int to) {
        Tensor batch = Tensor.uninitialized(DType.INT64, Shape.of(to - from));
        long[] target = batch.storage().longs();
        for (int i = from; i < to; i++) {
            target[i - from] = data.labels()[order[i]];
        }
        return batch;
    }

    private static Tensor values(PartitionData data, int[] order, int from, int to) {
        Tensor batch = Tensor.uninitialized(DType.FLOAT32, Shape.of(to - from));
        float[] target = batch.storage().floats();
        for (int i = from; i < to; i++) {
            target[i - from] = data.targets()[order[i]];
        }
        return batch;
    }
}
