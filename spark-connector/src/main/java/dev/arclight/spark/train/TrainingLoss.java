package dev.arclight.spark.train;

import dev.arclight.tensor.Tensor;
import java.io.Serializable;
import java.util.Map;

/**
 * A loss of one's own for {@link NeuralEstimator}. It is sent to tasks, so what it refers to is serializable; it has no state.
 *
 * <p>An estimator with such a loss can be saved if the loss is of a public class with a public constructor without arguments.
 */
@FunctionalInterface
public interface TrainingLoss extends Serializable {
    /**
     * The loss of some rows.
     *
     * @param outputs the network's, by name; a network without names gives "output" alone
     * @param targets by the label columns' names: {@code [rows]} for a column of numbers, {@code [rows, length]} for one of
     *     arrays or vectors; int64 if the column holds whole numbers, otherwise float32
     * @return the loss of each row, {@code [rows]}, which row weights can be applied to, or their mean, a scalar
     */
    Tensor loss(Map<String, Tensor> outputs, Map<String, Tensor> targets);
}
