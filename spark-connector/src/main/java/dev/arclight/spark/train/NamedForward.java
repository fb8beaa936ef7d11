package dev.arclight.spark.train;

import dev.arclight.tensor.Tensor;
import java.util.Map;

/**
 * A network of several inputs or outputs: {@link NeuralEstimator} calls a {@code Module} that implements this with its inputs
 * by their columns' names.
 *
 * <pre>{@code
 * public final class TwoTowers extends Module implements NamedForward {
 *     public Map<String, Tensor> forward(Map<String, Tensor> inputs) {
 *         Tensor user = users.forward(inputs.get("user"));
 *         Tensor item = items.forward(inputs.get("item"));
 *         return Map.of("score", user.mul(item).sum(1));
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface NamedForward {
    /**
     * Computes the outputs.
     *
     * @param inputs each of shape {@code [rows, shape…]}
     * @return one or more outputs, whose first extents are the rows; in an order that is always the same, as that of a
     *     {@code LinkedHashMap}, if there are several
     */
    Map<String, Tensor> forward(Map<String, Tensor> inputs);
}
